import { BriefMap } from '@rushgraph/concurrency';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { type Breaker, type BreakerDeps, createBreaker } from './create-breaker.ts';
import type { PolicyMetrics } from './policy-metrics.ts';
import type { PolicySettings } from './policy-settings.ts';
import { isResilienceError, ResilienceError } from './resilience-error.ts';
import { type Enders, limitTime, type Time, type TimeLimit } from './time.ts';

export interface GuardInstanceDeps extends Omit<BreakerDeps, 'settings' | 'time'> {
  readonly instance: string;
  readonly settings: PolicySettings;
  readonly isFailure: (error: unknown) => boolean;
  readonly time: Time;
  readonly metrics: PolicyMetrics;
}

export interface GuardedInstance {
  /** Calls that are under way or wait for their turn. */
  readonly busyWith: number;
  readonly breaker: Breaker;
  /** Ends the queries that it has, as `ejected`: others can answer them. What changes something is left to its own limit. */
  giveUpQueries(): void;
  /**
   * Bulkhead, breaker, time limit, call. Throws a ResilienceError `full` or `open`, or Undecided, without having called.
   */
  call<T>(caller: Caller, call: (signal: AbortSignal, limitMs: number) => Promise<T>): Promise<T>;
}

export interface Caller {
  readonly kind: 'query' | 'mutation';
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortSignal | undefined;
  /** How long somebody waits. */
  readonly timeLeftMs: () => number | undefined;
  /** Whether trial calls that are under way are waited for. */
  readonly waits: boolean;
}

/** Trial calls are under way; whether the instance is back is not known yet. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

/** Bounds the calls to one instance, each in time and all in number, and spares one that has failed lately. */
export function guardInstance(deps: GuardInstanceDeps): GuardedInstance {
  const { name, instance, settings, time, metrics } = deps;
  const breaker = createBreaker({ ...deps, isFailure: (error) => speaksAgainst(error, deps.isFailure) });
  const places = bulkhead(settings.maxCalls, settings.maxQueued);
  let busyWith = 0;
  const queries: Enders = new BriefMap();

  /** The shorter of the instance's limit and the caller's, and whose it is. */
  function limitOf(timeLeftMs: number | undefined): TimeLimit & { readonly milliseconds: number } {
    if (timeLeftMs !== undefined && timeLeftMs < settings.timeLimitMs) {
      return { milliseconds: timeLeftMs, error: () => deadlinePassed(name) };
    }
    const milliseconds = settings.timeLimitMs;
    return {
      milliseconds,
      error: () => new ResilienceError('time-limit', `${name} did not answer within ${milliseconds} ms`),
    };
  }

  return {
    breaker,
    get busyWith() {
      return busyWith;
    },
    giveUpQueries() {
      const error = new ResilienceError('ejected', `An instance of ${name} was given up: ${instance} does not answer`);
      for (const end of [...queries.values()]) end(error);
    },
    async call({ kind, gone, timeLeftMs, waits }, call) {
      busyWith++;
      metrics.underWay(+1);
      const begin = async (leaving: AbortSignal | undefined) => {
        if (breaker.isUndecided) {
          if (!waits) throw new Undecided();
          await breaker.untilDecided(settings.trialWaitMs, leaving);
        }
        const limit = limitOf(timeLeftMs());
        // Time has passed in the queue, and beside trial calls. Nothing is begun, or held against the instance, that cannot be done in time.
        if (limit.milliseconds < Math.min(settings.minimumTryMs, settings.timeLimitMs)) throw deadlinePassed(name);
        return breaker.execute(() =>
          limitTime(
            time,
            limit,
            leaving,
            (signal) => timed(call(signal, limit.milliseconds)),
            kind === 'query' ? queries : undefined,
          ),
        );
      };
      try {
        if (places.executionSlots > 0 && !breaker.isUndecided) return await places.execute(() => begin(gone));
        // Waiting for a place, or for trial calls, is over, too, when the caller's time is.
        const wait: TimeLimit = { milliseconds: timeLeftMs(), error: () => deadlinePassed(name) };
        return await limitTime(time, wait, gone, (signal) => places.execute(() => begin(signal), signal));
      } catch (error) {
        if (!(error instanceof BulkheadRejectedError)) throw error;
        metrics.shed();
        throw new ResilienceError('full', `Too many calls to ${name} are under way`, { cause: error });
      } finally {
        busyWith--;
        metrics.underWay(-1);
      }
    },
  };

  async function timed<T>(work: Promise<T>): Promise<T> {
    const begun = time.now();
    try {
      return await work;
    } finally {
      metrics.callTook(time.now() - begun);
    }
  }
}

/** The caller's time was over before there was an answer. */
export function deadlinePassed(name: string): ResilienceError {
  return new ResilienceError('deadline', `The caller's time was over before ${name} had answered`);
}

function speaksAgainst(error: unknown, isFailure: (error: unknown) => boolean): boolean {
  if (isResilienceError(error, 'cancelled')) return false;
  return isResilienceError(error, 'time-limit', 'ejected', 'deadline') || isFailure(error);
}
