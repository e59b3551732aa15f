import { GraphQLError } from 'graphql';

/** Every code that a top-level error may carry in `extensions.code`. Anything else is masked. */
export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_TOO_COMPLEX',
  'RATE_LIMITED',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'PERSISTED_QUERY_NOT_FOUND',
  'OPERATION_NOT_SAFELISTED',
  'STREAM_ENDED',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

const known: ReadonlySet<unknown> = new Set(errorCodes);

/** Whether a value is one of the registered codes. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return known.has(code);
}

/**
 * A caller's fault, or ours, that the caller may see as it is. It sets no HTTP status: thrown for one field, it must
 * not make a failure of an answer whose other fields are there.
 */
export function codedError(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}
