import type { GatewayExecutionResult, GatewayExecutor } from '@apollo/server-gateway-interface';
import { GraphQLError } from 'graphql';
import { z } from 'zod';

const reported = z.array(
  z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }),
);

/**
 * Puts a null that the schema does not allow among the errors. The engine reports it beside them, in an extension that
 * no client reads and no mask sees. It is a bug of a subgraph, so it has no code: it is logged, and answered as an id.
 */
export function reportNullCompletion(execute: GatewayExecutor): GatewayExecutor {
  return async (request) => {
    const result = await execute(request);
    return result.extensions?.valueCompletion === undefined ? result : moveToErrors(result);
  };
}

function moveToErrors({ extensions = {}, ...result }: GatewayExecutionResult): GatewayExecutionResult {
  const { valueCompletion, ...rest } = extensions;
  const bugs = reported
    .parse(valueCompletion)
    .map(({ message, path }) => new GraphQLError(message, { path: path ?? null }));
  const errors = [...(result.errors ?? []), ...bugs];
  return { ...result, errors, ...(Object.keys(rest).length > 0 && { extensions: rest }) };
}
