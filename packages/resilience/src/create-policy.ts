import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type GuardedInstance, guardInstance, Undecided } from './guard-instance.ts';
import type { Instance, PickInstance } from './pick-instance.ts';
import { createPolicyMetrics } from './policy-metrics.ts';
import type { PolicySettings } from './policy-settings.ts';
import { isResilienceError, ResilienceError } from './resilience-error.ts';
import { reasonOf, sleep, systemTime, type Time } from './time.ts';

export interface PolicyDeps<Some extends Instance> {
  /** What is called, as metrics, logs and errors name it. */
  readonly name: string;
  readonly instances: PickInstance<Some>;
  readonly settings: PolicySettings;
  /** Whether an error of a call speaks against the instance, and a query may be tried again. Default: all do. */
  readonly isFailure?: (error: unknown) => boolean;
  /** Whether an error of a call says that nothing was sent: then another instance gets it at once, a mutation too. Default: none does. */
  readonly isUnsent?: (error: unknown) => boolean;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly registry: Registry;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Default: the computer's. */
  readonly time?: Time;
}

export interface CallOptions {
  /** Only a query is tried again after it was sent. */
  readonly kind: 'query' | 'mutation';
  /** How long somebody waits for the answer; without it, each try has the time limit of the settings. */
  readonly timeLeftMs?: number;
  /** Aborted when the caller leaves. */
  readonly signal?: AbortSignal;
}

export interface Attempt {
  /** Aborted when nobody waits for this try any more. */
  readonly signal: AbortSignal;
  /** How long this try may take: to be passed on, so that nobody works for a caller who has left. */
  readonly timeLeftMs: number;
}

export interface Policy<Some extends Instance> {
  /** Calls an instance. Throws what the last try threw, or a ResilienceError. */
  execute<T>(options: CallOptions, call: (instance: Some, attempt: Attempt) => Promise<T>): Promise<T>;
  /** It is known that what was away has come back: open breakers begin their trial calls with the next call. */
  tryNow(): void;
  /**
   * These instances, and no others, get no calls until this is called again; the queries that they have are tried elsewhere.
   * For whoever knows that they do not answer, and that another one does.
   */
  eject(instances: ReadonlySet<string>): void;
  /** The instance is no more: what was known of it is dropped. Its calls come to their end. */
  forget(instance: string): void;
}

/** More instances than this at one time are no sign of health; breakers of those that were called longest ago are dropped. */
const MAX_INSTANCES = 256;

/**
 * Retry around picking an instance, and for each instance its bulkhead, its breaker, the time limit, the call. So a retry
 * asks another instance, if there is one. An instance that refuses (breaker open, bulkhead full) costs no try and no pause.
 */
export function createPolicy<Some extends Instance>(deps: PolicyDeps<Some>): Policy<Some> {
  const { name, instances, settings, registry, logger, random, time = systemTime } = deps;
  const { isFailure = () => true, isUnsent = () => false } = deps;
  const metrics = createPolicyMetrics(registry, name);
  const guards = new Map<string, GuardedInstance>();
  let ejected: ReadonlySet<string> = new Set();

  function guardOf(instance: string): GuardedInstance {
    const guard =
      guards.get(instance) ?? guardInstance({ name, instance, settings, isFailure, time, logger, registry, metrics });
    // Last in the map is what was used last.
    guards.delete(instance);
    guards.set(instance, guard);
    for (const [id, { busyWith, breaker }] of guards) {
      if (guards.size <= MAX_INSTANCES) break;
      if (busyWith > 0) continue;
      guards.delete(id);
      breaker.remove();
    }
    return guard;
  }

  function busyWith(id: string): number {
    if (ejected.has(id)) return Number.POSITIVE_INFINITY;
    const guard = guards.get(id);
    if (guard === undefined) return 0;
    return guard.breaker.refuses ? Number.POSITIVE_INFINITY : guard.busyWith;
  }

  /**
   * One try, with the first instance that does not refuse, and to which it can be sent. Those that failed before are asked only when no other is there;
   * one whose trial calls are under way is waited for when all others refuse.
   */
  async function tryOnce<T>(
    kind: CallOptions['kind'],
    failed: Set<string>,
    gone: AbortSignal | undefined,
    timeLeftMs: () => number | undefined,
    call: (instance: Some, attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    const refusing = new Set<string>();
    let undecided: Some | undefined;
    // An error looks through the stack: none is made for calls that succeed.
    let refusal: unknown;
    /** Why one could not be sent to: that may be over soon, so it is told rather than a refusal. */
    let missed: unknown;
    for (;;) {
      const picked =
        instances.pick(refusing.size === 0 ? failed : new Set([...failed, ...refusing]), busyWith) ??
        (failed.size > 0 ? instances.pick(refusing, busyWith) : undefined);
      const isLast = picked === undefined || refusing.has(picked.id);
      const instance = isLast ? undecided : picked;
      if (instance === undefined)
        throw missed ?? refusal ?? new ResilienceError('no-instance', `No instance of ${name} is known`);
      let isSent = false;
      try {
        if (ejected.has(instance.id)) throw new ResilienceError('open', `${instance.id} of ${name} does not answer`);
        return await guardOf(instance.id).call({ kind, gone, timeLeftMs, waits: isLast }, (signal, limitMs) => {
          isSent = true;
          return call(instance, { signal, timeLeftMs: limitMs });
        });
      } catch (error) {
        if (isSent) failed.add(instance.id);
        const isMissed = isSent && !isResilienceError(error) && isUnsent(error);
        const isRefused = !isSent && (error instanceof Undecided || isResilienceError(error, 'open', 'full'));
        if (isLast || !(isMissed || isRefused)) throw error;
        refusing.add(instance.id);
        if (error instanceof Undecided) undecided ??= instance;
        if (isMissed) missed ??= error;
        refusal = error;
      }
    }
  }

  function mayRetry(error: unknown): boolean {
    return isResilienceError(error) ? ['time-limit', 'ejected'].includes(error.kind) : isFailure(error);
  }

  /** Pauses grow exponentially from a random start, so that callers who failed together do not come again together. */
  function pauseAfter(tried: number, chance: number): number {
    const first = settings.retryFromMs * (0.5 + chance);
    return Math.min(settings.retryMaxMs, first * (settings.retryGrowthPercent / 100) ** (tried - 1));
  }

  return {
    tryNow() {
      for (const { breaker } of guards.values()) breaker.tryNow();
    },
    eject(instances) {
      const news = [...instances].filter((id) => !ejected.has(id));
      ejected = new Set(instances);
      for (const id of news) {
        metrics.ejected();
        logger.warn({ dependency: name, instance: id }, `an instance of ${name} does not answer and gets no calls`);
        guards.get(id)?.giveUpQueries();
      }
    },
    forget(instance) {
      guards.get(instance)?.breaker.remove();
      guards.delete(instance);
    },
    async execute({ kind, timeLeftMs, signal }, call) {
      const end = timeLeftMs === undefined ? undefined : time.now() + timeLeftMs;
      const left = () => (end === undefined ? undefined : end - time.now());
      let tries = kind === 'query' ? settings.tries : 1;
      const chance = random();
      if (signal?.aborted) throw reasonOf(signal);
      const failed = new Set<string>();
      for (let tried = 1; ; tried++) {
        try {
          return await tryOnce(kind, failed, signal, left, call);
        } catch (error) {
          // That one was ended by us, and says nothing of the query. The caller's time bounds how often.
          if (isResilienceError(error, 'ejected') && timeLeftMs !== undefined) tries++;
          const pause = pauseAfter(tried, chance);
          const leftThen = (left() ?? Number.POSITIVE_INFINITY) - pause;
          // A pause is over before the caller's time is.
          if (tried >= tries || !mayRetry(error) || leftThen < settings.minimumTryMs) throw error;
          metrics.retried();
          await sleep(time, pause, signal);
        }
      }
    },
  };
}
