import { createLimit, type Limit } from '@rushgraph/concurrency';

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
