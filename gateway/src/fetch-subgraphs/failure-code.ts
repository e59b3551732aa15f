import { isResilienceError } from '@rushgraph/resilience';
import { errors } from 'undici';
import { BadAnswer } from './read-answer.ts';
import type { CallFailure } from './subgraph-client.ts';

/** What a client is told of a call that has no answer. */
export function failureCode(error: unknown): CallFailure {
  return isTimeout(error) ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
}

function isTimeout(error: unknown): boolean {
  return (
    isResilienceError(error, 'time-limit', 'ejected', 'deadline') ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  );
}

/**
 * Whether a failure speaks against the subgraph, so that it is asked again, or not any more. What comes of the question
 * does not: an answer that is too long, or a query that it does not understand. Else one client's operation would shut
 * the subgraph for everybody.
 */
export function speaksAgainstSubgraph(error: unknown): boolean {
  if (error instanceof errors.ResponseExceededMaxSizeError) return false;
  return !(error instanceof BadAnswer && error.isOfQuery);
}
