import type {
  GatewayExecutionResult,
  GatewayExecutor,
  GatewayGraphQLRequestContext,
} from '@apollo/server-gateway-interface';
import { type DocumentNode, execute as executeHere, type OperationDefinitionNode } from 'graphql';
import { type Questions, splitQuestions } from './split-questions.ts';

/**
 * Answers questions about the schema here, and leaves the rest of the operation to the engine: its planner knows an
 * older introspection than graphql-js, and takes what explorers ask today (`isOneOf`) for a bug of its own.
 */
export function answerIntrospection(execute: GatewayExecutor): GatewayExecutor {
  const known = new WeakMap<OperationDefinitionNode, Questions>();

  function lookAt(document: DocumentNode, operation: OperationDefinitionNode): Questions {
    const seen = known.get(operation);
    if (seen !== undefined) return seen;
    const questions = splitQuestions(document, operation);
    known.set(operation, questions);
    return questions;
  }

  return async (request) => {
    const { questions, rest, keys } = lookAt(request.document, request.operation);
    if (questions === undefined) return execute(request);
    const described = await describe(request, questions);
    if (rest === undefined || described.errors !== undefined) return described;
    const result = await execute({ ...request, ...rest });
    return { ...result, data: inOrder(keys, { ...result.data, ...described.data }) };
  };
}

async function describe(
  { schema, request }: GatewayGraphQLRequestContext,
  document: DocumentNode,
): Promise<GatewayExecutionResult> {
  return executeHere({ schema, document, variableValues: request.variables ?? {} });
}

function inOrder(keys: readonly string[], data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(data, key) ? [[key, data[key]]] : [])));
}
