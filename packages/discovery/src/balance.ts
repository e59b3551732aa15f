import type { PickInstance } from '@rushgraph/resilience';
import type { ServiceInstance } from './instance.ts';

export interface BalanceOptions {
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** How long one that has just come gets less than its share, growing from a tenth to all of it. */
  readonly slowStartMs: number;
}

export interface Balance extends PickInstance<ServiceInstance> {
  /** From now on there are these. Those that `isNew` names have just come. */
  update(instances: readonly ServiceInstance[], isNew: (instance: ServiceInstance) => boolean): void;
}

const FIRST_SHARE = 0.1;

/**
 * Spreads calls by the power of two choices: of two instances drawn by chance, the one with fewer calls under way. It is nearly as even
 * as asking all, and callers who know little of one another do not all run to the same one
 * (Mitzenmacher 2001, https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf). One that has just come takes part in some of the draws, more and
 * more of them: its caches are empty and its code is not compiled yet.
 */
export function createBalance({ random, now, slowStartMs }: BalanceOptions): Balance {
  let instances: readonly ServiceInstance[] = [];
  /** When those came that have not got their whole share yet. */
  const cameAt = new Map<string, number>();

  function isDrawn({ id }: ServiceInstance): boolean {
    const at = cameAt.get(id);
    if (at === undefined) return true;
    const age = now() - at;
    if (age < slowStartMs) return random() < Math.max(FIRST_SHARE, age / slowStartMs);
    cameAt.delete(id);
    return true;
  }

  /** Those who take calls; when nobody does, those who would refuse them. */
  function candidates(exclude: ReadonlySet<string>, callsUnderWay: (id: string) => number): readonly ServiceInstance[] {
    const left = exclude.size === 0 ? instances : instances.filter(({ id }) => !exclude.has(id));
    const taking = left.filter(({ id }) => callsUnderWay(id) < Number.POSITIVE_INFINITY);
    if (taking.length === 0) return left;
    const drawn = cameAt.size === 0 ? taking : taking.filter(isDrawn);
    return drawn.length === 0 ? taking : drawn;
  }

  return {
    update(next, isNew) {
      instances = [...next];
      const ids = new Set(next.map(({ id }) => id));
      for (const id of cameAt.keys()) if (!ids.has(id)) cameAt.delete(id);
      for (const instance of next) if (isNew(instance)) cameAt.set(instance.id, now());
    },
    pick(exclude, callsUnderWay) {
      const [only] = instances;
      // Most services have one: nothing is drawn for those.
      if (instances.length < 2) return only === undefined || exclude.has(only.id) ? undefined : only;
      const among = candidates(exclude, callsUnderWay);
      if (among.length < 2) return among[0];
      const one = Math.floor(random() * among.length);
      const two = (one + 1 + Math.floor(random() * (among.length - 1))) % among.length;
      const [first, second] = [among[one], among[two]];
      if (first === undefined || second === undefined) return first ?? second;
      return callsUnderWay(second.id) < callsUnderWay(first.id) ? second : first;
    },
  };
}
