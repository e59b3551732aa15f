import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { CallerGone } from '@rushgraph/concurrency';
import { type ErrorCode, isErrorCode } from '@rushgraph/identity';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '../logger.ts';

/** Extensions that clients are promised beside `code`. */
const PROMISED = ['retryAfterSeconds', 'service', 'errorId', 'reason'] as const;

/** Codes of the engine for requests that it refuses, as our registry calls them. */
const ENGINE_CODES: ReadonlyMap<unknown, ErrorCode> = new Map([
  ['BAD_REQUEST', 'BAD_USER_INPUT'],
  ['OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT'],
  ['PERSISTED_QUERY_NOT_SUPPORTED', 'PERSISTED_QUERY_NOT_FOUND'],
]);

/**
 * What the outside may see of an error: coded ones as they are, without stack traces; everything else is a bug of ours
 * and becomes INTERNAL_SERVER_ERROR with an id that is in the log beside the real error.
 */
export function createErrorMask(
  logger: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const given = formatted.extensions?.code;
    // A path means that a resolver threw it, and only the registry is for resolvers.
    const code = formatted.path === undefined ? (scalarCode(error) ?? ENGINE_CODES.get(given) ?? given) : given;
    if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR') {
      return { ...formatted, extensions: { ...promised(formatted.extensions), code } };
    }
    const original = unwrapResolverError(error);
    // No bug of ours, and nobody is there to be told.
    if (original instanceof CallerGone)
      return { ...formatted, message: original.message, extensions: { code: 'SUBGRAPH_TIMEOUT' } };
    const errorId = randomUUID();
    logger.error({ err: original, errorId, path: formatted.path }, 'an operation failed unexpectedly');
    return {
      message: 'Something went wrong on our side.',
      ...(formatted.path !== undefined && { path: formatted.path }),
      ...(formatted.locations !== undefined && { locations: formatted.locations }),
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    };
  };
}

/** A scalar that refuses a literal does so during validation, and the engine puts its own code over the scalar's. */
function scalarCode(error: unknown): ErrorCode | undefined {
  const refusal = error instanceof GraphQLError ? error.originalError : undefined;
  const code = refusal instanceof GraphQLError ? refusal.extensions.code : undefined;
  return code === 'BAD_USER_INPUT' ? code : undefined;
}

function promised(extensions: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    PROMISED.flatMap((name) => (extensions[name] === undefined ? [] : [[name, extensions[name]]])),
  );
}

/** A GraphQL answer that holds one error only, for refusals before the engine runs. */
export function errorAnswer(error: GraphQLError): { readonly errors: readonly GraphQLFormattedError[] } {
  return { errors: [{ message: error.message, extensions: error.extensions }] };
}
