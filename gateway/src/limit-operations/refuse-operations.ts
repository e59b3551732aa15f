import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { OperationLimits } from './limits.ts';
import { measureOperation, type OperationSize } from './measure-operation.ts';
import { refusal } from './refusal.ts';
import { variablesThatRefuseNull } from './refused-nulls.ts';

interface Known {
  readonly size: OperationSize;
  readonly refusesNull: ReadonlySet<string>;
}

/**
 * Refuses what must not reach the planner: an operation that was not found, cannot be run, would be too much work, or
 * has a null where none is allowed. Documents are kept by the engine, so each is looked at once.
 */
export function refuseOperations(limits: OperationLimits): ApolloServerPlugin<GatewayContext> {
  const known = new WeakMap<OperationDefinitionNode, Known>();

  function lookAt(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Known {
    const seen = known.get(operation);
    if (seen !== undefined) return seen;
    const size = measureOperation(document, operation);
    refuseLarge(size, limits);
    const looked = { size, refusesNull: variablesThatRefuseNull(schema, document, operation) };
    known.set(operation, looked);
    return looked;
  }

  return {
    async requestDidStart() {
      return {
        /** The engine calls this although no operation was found, and would run the first one. */
        async didResolveOperation({ schema, document, operation, request }: GraphQLRequestContext<GatewayContext>) {
          if (document === undefined || operation === undefined)
            throw unknownOperation(document, request.operationName);
          refuseKind(schema, operation);
          const { refusesNull } = lookAt(schema, document, operation);
          if (refusesNull.size > 0) refuseNulls(operation, refusesNull, request.variables ?? {});
        },
      };
    },
  };
}

function unknownOperation(document: DocumentNode | undefined, name: string | undefined) {
  const count = document?.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length ?? 0;
  if (name !== undefined) return refusal('BAD_USER_INPUT', '"operationName" names no operation of the document.');
  if (count === 0) return refusal('BAD_USER_INPUT', 'The document has no operation.');
  return refusal('BAD_USER_INPUT', `The document has ${count} operations: "operationName" must name one.`);
}

function refuseKind(schema: GraphQLSchema, { operation }: OperationDefinitionNode): void {
  if (schema.getRootType(operation) == null)
    throw refusal('GRAPHQL_VALIDATION_FAILED', `The graph has no ${operation} operations.`);
  if (operation === OperationTypeNode.SUBSCRIPTION)
    throw refusal('BAD_USER_INPUT', 'Subscriptions are not answered over this transport.');
}

function refuseLarge({ selections, depth }: OperationSize, limits: OperationLimits): void {
  if (depth > limits.depth) {
    const message = `The operation is ${depth} fields deep; at most ${limits.depth} are allowed.`;
    throw refusal('OPERATION_TOO_COMPLEX', message);
  }
  if (selections > limits.selections) {
    const message = `The operation selects more than ${limits.selections} fields once its fragments are put in.`;
    throw refusal('OPERATION_TOO_COMPLEX', message);
  }
}

function refuseNulls(
  { variableDefinitions = [] }: OperationDefinitionNode,
  refusesNull: ReadonlySet<string>,
  variables: Readonly<Record<string, unknown>>,
): void {
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    const isGiven = Object.hasOwn(variables, name) && variables[name] !== undefined;
    const isNull = isGiven ? variables[name] === null : defaultValue?.kind === Kind.NULL;
    if (isNull && refusesNull.has(name))
      throw refusal('BAD_USER_INPUT', `Variable "$${name}" must not be null where it is used. Leave it out instead.`);
  }
}
