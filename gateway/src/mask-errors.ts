import { createErrorMask, type Logger } from '@rushgraph/service';
import type { GraphQLFormattedError } from 'graphql';

/**
 * The mask of every process, but for a bug that a subgraph has masked already: it keeps its id, so that one id finds the
 * line in the subgraph's log.
 */
export function createGatewayMask(
  logger: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  const mask = createErrorMask(logger);
  return (formatted, error) => {
    // The engine names the subgraph of every error that came from one.
    const { code, serviceName, errorId } = formatted.extensions ?? {};
    const isMasked = code === 'INTERNAL_SERVER_ERROR' && serviceName !== undefined && typeof errorId === 'string';
    return isMasked ? { ...formatted, extensions: { code, errorId } } : mask(formatted, error);
  };
}
