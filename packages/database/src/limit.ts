/** The server did not answer in time. What was sent may still take effect. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Bounds the waiting for a server; the connection that has waited in vain must be destroyed. */
export interface Limit {
  /** What `answer` gives; throws NoAnswer when the time is over before. */
  wait<T>(answer: Promise<T>): Promise<T>;
  /** Whether the time is over. */
  isOver(): boolean;
  /** There is nothing more to wait for. */
  end(): void;
}

const noLimit: Limit = { wait: (answer) => answer, isOver: () => false, end: () => undefined };

/** A limit on all that is waited for from now on; none when no time is given. */
export function createLimit(milliseconds: number | undefined): Limit {
  if (milliseconds === undefined) return noLimit;
  const { promise: over, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when the time is over.
  over.catch(() => undefined);
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    reject(new NoAnswer(`The database did not answer within ${milliseconds} ms`));
  }, milliseconds);
  return {
    wait: (answer) => Promise.race([answer, over]),
    isOver: () => isOver,
    end: () => clearTimeout(timer),
  };
}
