import {
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  handleWhenResult,
  type IBackoff,
} from 'cockatiel';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { type BreakerState, createBreakerMetrics } from './policy-metrics.ts';
import type { BreakerSettings } from './policy-settings.ts';
import { ResilienceError } from './resilience-error.ts';
import { limitTime, systemTime, type Time } from './time.ts';

export interface BreakerDeps {
  /** What is behind the breaker, as metrics and logs name it. */
  readonly name: string;
  /** Which instance of it, when there are several. */
  readonly instance?: string;
  readonly settings: BreakerSettings;
  /** Whether an error speaks against the dependency. Others, such as a caller's own fault, are not counted. Default: all do. */
  readonly isFailure?: (error: unknown) => boolean;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly registry: Registry;
  /** Default: the computer's. */
  readonly time?: Time;
}

export interface Breaker {
  readonly state: BreakerState;
  /**
   * Does the work unless the breaker refuses: then throws a ResilienceError `open` at once, also while none of the trial
   * calls of a dependency that may be back has been answered. The work has to end within a bound.
   */
  execute<T>(work: () => Promise<T>): Promise<T>;
  /** Whether a call that came now would be refused. */
  readonly refuses: boolean;
  /** Whether it refuses only because its trial calls are under way and none has been answered. */
  readonly isUndecided: boolean;
  /**
   * For callers who have nowhere else to go: waits while it is undecided; throws a ResilienceError `open` after so
   * many milliseconds, and the reason of the signal when that is aborted.
   */
  untilDecided(milliseconds: number, gone: AbortSignal | undefined): Promise<void>;
  /** It is known that the dependency has come back: an open breaker begins its trial calls with the next call. */
  tryNow(): void;
  /** Drops its metrics. */
  remove(): void;
}

/** How a call that was counted ended. */
class Ended<T> {
  readonly result: { readonly value: T } | { readonly error: unknown };
  readonly counts: 'success' | 'slow' | 'failure';

  constructor(result: Ended<T>['result'], counts: Ended<T>['counts']) {
    this.result = result;
    this.counts = counts;
  }
}

/** `failures > threshold × calls` opens it; a hair below the share, so that exactly the share does, too. */
const HAIR = 1e-9;

/** Keeps from calling what has failed lately. For anything that can be away: a service, a database, a broker. */
export function createBreaker(deps: BreakerDeps): Breaker {
  const { name, instance = '', settings, isFailure = () => true, logger, registry, time = systemTime } = deps;
  const metrics = createBreakerMetrics(registry, name, instance);
  const threshold = settings.failurePercent / 100 - HAIR;
  let openedAt = 0;
  let trials = 0;
  /** One of the present trial calls has been answered: those who come beside them need not wait for the others. */
  let isAnswering = false;
  let news = Promise.withResolvers<void>();

  const policy = circuitBreaker(
    handleWhenResult((ended) => ended instanceof Ended && ended.counts !== 'success'),
    {
      breaker: new CountBreaker({
        threshold,
        size: settings.windowCalls,
        minimumNumberOfCalls: settings.minimumCalls,
      }),
      halfOpenAfter: openUntil(() => time.now() - openedAt >= settings.openMs),
      halfOpenSampling: { calls: settings.trialCalls, threshold },
    },
  );
  tellChanges(policy, (state, why) => {
    if (state === 'open') openedAt = time.now();
    if (state === 'trying') trials = 0;
    isAnswering = false;
    tellNews();
    metrics.stateChanged(state);
    const fields = { dependency: name, ...(instance !== '' && { instance }), breaker: state };
    if (state === 'open')
      logger.warn({ ...fields, err: why, openMs: settings.openMs }, `${name} is not called any more`);
    else logger.info(fields, state === 'trying' ? `${name} is tried again` : `${name} is back`);
  });

  async function measure<T>(work: () => Promise<T>): Promise<Ended<T>> {
    const begun = time.now();
    const isSlow = () => time.now() - begun > settings.slowAfterMs;
    try {
      const value = await work();
      return new Ended({ value }, isSlow() ? 'slow' : 'success');
    } catch (error) {
      if (isFailure(error)) return new Ended<T>({ error }, 'failure');
      // Whoever leaves a dependency that has kept them waiting that long says something about it.
      if (isSlow()) return new Ended<T>({ error }, 'slow');
      // Thrown here, it is not counted; among trial calls it counts as a success: nobody can keep a breaker open by leaving.
      metrics.callEnded('not-counted');
      throw error;
    }
  }

  function refusal(): ResilienceError {
    metrics.callEnded('refused');
    return new ResilienceError('open', `${name} has failed lately and is not called`, {
      retryAfterMs: Math.max(0, openedAt + settings.openMs - time.now()),
    });
  }

  function tellNews(): void {
    const { resolve } = news;
    news = Promise.withResolvers();
    resolve();
  }

  const isBesideTrials = () => policy.state === CircuitState.HalfOpen && trials >= settings.trialCalls;
  const isUndecided = () => isBesideTrials() && !isAnswering;
  const isOpen = () => policy.state === CircuitState.Open && time.now() - openedAt < settings.openMs;

  /** The library would let those who come beside the trial calls wait until all of these have ended. */
  function throughPolicy<T>(work: () => Promise<T>): Promise<Ended<T>> {
    if (isBesideTrials()) return measure(work);
    return policy.execute(async () => {
      const isTrial = policy.state === CircuitState.HalfOpen;
      if (isTrial) trials++;
      const ended = await measure(work);
      if (isTrial && ended.counts === 'success' && policy.state === CircuitState.HalfOpen) {
        isAnswering = true;
        tellNews();
      }
      return ended;
    });
  }

  return {
    get state() {
      return STATE_NAMES[policy.state];
    },
    async execute(work) {
      if (isUndecided() || isOpen()) throw refusal();
      const { result, counts } = await throughPolicy(work);
      metrics.callEnded(counts);
      if ('error' in result) throw result.error;
      return result.value;
    },
    get refuses() {
      return isUndecided() || isOpen();
    },
    get isUndecided() {
      return isUndecided();
    },
    async untilDecided(milliseconds, gone) {
      if (isUndecided()) await limitTime(time, { milliseconds, error: refusal }, gone, () => news.promise);
    },
    tryNow() {
      if (policy.state === CircuitState.Open) openedAt = Number.NEGATIVE_INFINITY;
    },
    remove: () => metrics.remove(),
  };
}

const STATE_NAMES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'trying',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
} as const satisfies Record<CircuitState, BreakerState>;

function tellChanges(policy: CircuitBreakerPolicy, tell: (state: BreakerState, why: unknown) => void): void {
  let why: unknown;
  policy.onBreak((reason) => {
    if (!('value' in reason) || !(reason.value instanceof Ended)) return;
    why = 'error' in reason.value.result ? reason.value.result.error : undefined;
  });
  policy.onStateChange((state) => tell(STATE_NAMES[state], why));
}

/**
 * The library compares a duration with the computer's clock, which may jump; this duration is endless, or over, as our own
 * clock says.
 */
function openUntil(isOver: () => boolean): IBackoff<unknown> {
  const backoff: IBackoff<unknown> = {
    get duration() {
      return isOver() ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    },
    next: () => backoff,
  };
  return backoff;
}
