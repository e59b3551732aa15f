/** The work did not end in time; what it had begun may still happen. */
export class TimeLimitPassed extends Error {
  override readonly name = 'TimeLimitPassed';
}

/**
 * Runs work that must be over after `milliseconds`. `check` throws once they have passed: to be called before each
 * step that has an effect, so that an attempt which was given up does nothing more.
 */
export async function withinLimit<T>(milliseconds: number, work: (check: () => void) => Promise<T>): Promise<T> {
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const end = performance.now() + milliseconds;
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    reject(new TimeLimitPassed(`Not done within ${milliseconds} ms`));
  }, milliseconds);
  const check = () => {
    // By the clock, too: a process that stood still gets its answers before its timers.
    if (over || performance.now() >= end) throw new TimeLimitPassed(`Given up after ${milliseconds} ms`);
  };
  try {
    return await Promise.race([work(check), limit]);
  } finally {
    clearTimeout(timer);
  }
}
