import { CallerGone, callersTimeLeftMs, createLimit, type Limit, refuseIfGone } from '@rushgraph/concurrency';

/** The server did not answer in time. What was sent may still take effect. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * Bounds the waiting for the server; without a time there is no limit. Throws NoAnswer; the connection that has waited in
 * vain must be destroyed.
 */
export function limitAnswer(milliseconds: number | undefined): Limit {
  return createLimit(milliseconds, () => new NoAnswer(`The database did not answer within ${milliseconds} ms`));
}

/**
 * As `limitAnswer`, and no longer than whoever this is done for waits: then it throws CallerGone, at once when they wait
 * no more.
 */
export function limitAnswerForCaller(milliseconds: number | undefined): Limit {
  return orCallersTime(limitAnswer(milliseconds));
}

/** The same limit, or the caller's time when that is shorter. Ending it ends both. */
export function orCallersTime(limit: Limit): Limit {
  refuseIfGone();
  const left = callersTimeLeftMs();
  if (left === undefined) return limit;
  const callers = createLimit(left, () => new CallerGone());
  return {
    wait: (work) => limit.wait(callers.wait(work)),
    check() {
      limit.check();
      callers.check();
    },
    isOver: () => limit.isOver() || callers.isOver(),
    end() {
      limit.end();
      callers.end();
    },
  };
}
