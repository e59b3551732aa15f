import { createErrorMask, type Logger } from '@rushgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { z } from 'zod';

const clientStatus = z.object({ status: z.number().min(400) });

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
    if (isMasked) return { ...formatted, extensions: { code, errorId } };
    return mask(blamesClient(error) ? { ...formatted, extensions: { code: 'BAD_USER_INPUT' } } : formatted, error);
  };
}

/** The engine answers some mistakes of clients with a status of theirs, but without a code. */
function blamesClient(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.extensions.code !== undefined) return false;
  const { success, data } = clientStatus.safeParse(error.extensions.http);
  return success && data.status < 500;
}
