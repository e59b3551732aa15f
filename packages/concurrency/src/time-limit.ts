/** The work did not end in time; what it had begun may still happen. */
export class TimeLimitPassed extends Error {
  override readonly name = 'TimeLimitPassed';
}

/** A limit on how long something is waited for, not on the work: who waited in vain does not know what becomes of it. */
export interface Limit {
  /** What `work` gives; throws when the time is over before. */
  wait<T>(work: Promise<T>): Promise<T>;
  /** Throws once the time is over: to be called before each step that has an effect, so that an attempt that was given up does nothing more. */
  check(): void;
  isOver(): boolean;
  /** There is nothing more to wait for. */
  end(): void;
}

const noLimit: Limit = { wait: (work) => work, check: () => undefined, isOver: () => false, end: () => undefined };

/** A limit on all that is waited for from now on, until its `end`; none when no time is given. Throws what `error` makes. */
export function createLimit(
  milliseconds: number | undefined,
  error: () => Error = () => new TimeLimitPassed(`Not done within ${milliseconds} ms`),
): Limit {
  if (milliseconds === undefined) return noLimit;
  const { promise: over, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when the time is over.
  over.catch(() => undefined);
  const end = performance.now() + milliseconds;
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    reject(error());
  }, milliseconds);
  return {
    wait: (work) => Promise.race([work, over]),
    check() {
      // By the clock, too: a process that stood still gets its answers before its timers.
      if (isOver || performance.now() >= end) throw error();
    },
    isOver: () => isOver,
    end: () => clearTimeout(timer),
  };
}

/** Runs work that must be over after so many milliseconds. */
export async function withinLimit<T>(
  milliseconds: number,
  work: (limit: Pick<Limit, 'check' | 'isOver'>) => Promise<T>,
  error?: () => Error,
): Promise<T> {
  const limit = createLimit(milliseconds, error);
  try {
    return await limit.wait(work(limit));
  } finally {
    limit.end();
  }
}
