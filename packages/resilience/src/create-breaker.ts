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
import { systemTime, type Time } from './time.ts';

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
   * Does the work unless the breaker refuses: then throws a ResilienceError `open` at once, also while the trial calls
   * of a dependency that may be back have not ended. The work has to end within a bound.
   */
  execute<T>(work: () => Promise<T>): Promise<T>;
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

  return {
    get state() {
      return STATE_NAMES[policy.state];
    },
    async execute(work) {
      // The library would let those who come while trial calls are under way wait for these.
      if (policy.state === CircuitState.HalfOpen && trials >= settings.trialCalls) throw refusal();
      if (policy.state === CircuitState.Open && time.now() - openedAt < settings.openMs) throw refusal();
      const { result, counts } = await policy.execute(() => {
        if (policy.state === CircuitState.HalfOpen) trials++;
        return measure(work);
      });
      metrics.callEnded(counts);
      if ('error' in result) throw result.error;
      return result.value;
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
