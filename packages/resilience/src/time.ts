import type { BriefMap } from '@rushgraph/concurrency';
import { isResilienceError, ResilienceError } from './resilience-error.ts';

/** Time as a policy needs it, so that tests can set it. */
export interface Time {
  /** Milliseconds that only ever grow: a change of the computer's clock must not open or close a breaker. */
  now(): number;
  /** Runs something once, after so many milliseconds; returns a function that calls it off. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The computer's own time. */
export const systemTime: Time = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Waits; throws the reason of the signal as soon as the signal is aborted. */
export function sleep(time: Time, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(reasonOf(signal));
    const callOff = time.after(milliseconds, () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    });
    function leave(): void {
      callOff();
      if (signal !== undefined) reject(reasonOf(signal));
    }
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** What ends work that is under way, with an error. */
export type Enders = BriefMap<symbol, (error: ResilienceError) => void>;

export interface TimeLimit {
  /** Unlimited when undefined. */
  readonly milliseconds: number | undefined;
  readonly error: () => ResilienceError;
}

/**
 * Runs work with a signal that is aborted when the time is over or `outer` is aborted. Does not wait for work
 * that ignores the signal: rejects with the reason for which the work was ended. While it is under way, what ends it
 * early is among `enders`.
 */
export function limitTime<T>(
  time: Time,
  limit: TimeLimit,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  enders?: Enders,
): Promise<T> {
  // By hand and not by racing promises: every call of a gateway passes here.
  return new Promise((resolve, reject) => {
    if (outer?.aborted) return reject(reasonOf(outer));
    const controller = new AbortController();
    const key = Symbol();
    function end(error: unknown): void {
      settle();
      reject(error);
      controller.abort(error);
    }
    const callOff =
      limit.milliseconds === undefined ? undefined : time.after(limit.milliseconds, () => end(limit.error()));
    const leave = () => {
      if (outer !== undefined) end(reasonOf(outer));
    };
    outer?.addEventListener('abort', leave, { once: true });
    enders?.set(key, end);
    function settle(): void {
      callOff?.();
      enders?.delete(key);
      outer?.removeEventListener('abort', leave);
    }
    begin(() => work(controller.signal)).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });
}

/** Work that throws before it gives a promise has failed like any other. */
function begin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Why a signal was aborted, as an error of ours. */
export function reasonOf(signal: AbortSignal): ResilienceError {
  const { reason } = signal;
  return isResilienceError(reason)
    ? reason
    : new ResilienceError('cancelled', 'The caller disconnected', { cause: reason });
}
