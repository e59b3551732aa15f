import type { PickInstance } from '@rushgraph/resilience';
import { type Logger, runEvery } from '@rushgraph/service';
import { createBalance } from '../balance.ts';
import type { ServiceInstance } from '../instance.ts';
import { changeBetween, type Known, knownAtStart, nextKnown } from './keep-known.ts';

export interface FollowOptions {
  readonly service: string;
  /** Used until somebody is found; without `find`, for ever. */
  readonly fixed: readonly ServiceInstance[];
  readonly find: (() => Promise<readonly ServiceInstance[]>) | undefined;
  /** How often they are looked for. */
  readonly everyMs: number;
  /** How long it may take until all have been heard of again, after the lookup has failed. */
  readonly doubtMs: number;
  readonly slowStartMs: number;
  readonly random: () => number;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** The instances of a service, as far as they are known. */
export interface FollowedService extends PickInstance<ServiceInstance> {
  known(): readonly ServiceInstance[];
  /** Is told of each instance that is no more: calls that it has come to their end, and it gets no others. */
  onGone(tell: (instance: ServiceInstance) => void): void;
  /** Resolves when they have been looked for once, whatever came of it. */
  looked(): Promise<void>;
  /** Rejects with one sentence while they cannot be found, or nobody is known. Waits for nothing. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks again and again where the instances of a service are, and keeps the last known ones when that fails. */
export function followService(options: FollowOptions): FollowedService {
  const { service, fixed, find, everyMs, doubtMs, now, logger } = options;
  const balance = createBalance(options);
  const listeners: ((instance: ServiceInstance) => void)[] = [];
  let known: Known = knownAtStart(fixed);
  let problem: Error | undefined;
  balance.update(known.instances, () => false);

  function take(found: readonly ServiceInstance[] | undefined): void {
    const before = known;
    known = nextKnown(before, found, { at: now(), doubtMs });
    const { came, gone } = changeBetween(before.instances, known.instances);
    if (came.length + gone.length === 0) return;
    // Those who are there when one begins to look have been there for long, as far as it knows.
    balance.update(known.instances, (one) => before.hasFound && came.includes(one));
    logger.info(
      { dependency: service, came: came.map(({ id }) => id), gone: gone.map(({ id }) => id) },
      'instances have changed',
    );
    for (const instance of gone) for (const tell of listeners) tell(instance);
  }

  /** Says once what is wrong, and once that it is over. */
  function note(now: Error | undefined): void {
    if (now?.message !== problem?.message) {
      if (now !== undefined) logger.warn({ dependency: service, err: now }, now.message);
      else logger.info({ dependency: service }, `the instances of ${service} are found again`);
    }
    problem = now;
  }

  async function look(ask: () => Promise<readonly ServiceInstance[]>): Promise<boolean> {
    try {
      const found = await ask();
      take(found);
      note(found.length > 0 ? undefined : new Error(`no instance of ${service} can be found; ${insteadOf(known)}`));
    } catch (error) {
      take(undefined);
      note(new Error(`the instances of ${service} cannot be looked for; ${insteadOf(known)}`, { cause: error }));
    }
    return false;
  }

  const first = Promise.withResolvers<void>();
  const looking =
    find &&
    runEvery({
      name: `looking for ${service}`,
      everyMs,
      work: () => look(find).finally(first.resolve),
      logger,
    });
  if (looking === undefined) first.resolve();

  return {
    pick: balance.pick,
    known: () => known.instances,
    onGone: (tell) => void listeners.push(tell),
    looked: () => first.promise,
    async check() {
      if (problem !== undefined) throw problem;
    },
    stop: async () => looking?.stop(),
  };
}

/** Who is asked meanwhile. */
function insteadOf({ instances, hasFound }: Known): string {
  if (instances.length === 0) return 'nobody is asked until one is found';
  const ids = instances.map(({ id }) => id).join(', ');
  return hasFound ? `the last known ones are asked: ${ids}` : `the addresses that were given are asked: ${ids}`;
}
