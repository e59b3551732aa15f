import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { RateLimits, RootUse } from '../limit-rates/limit-rates.ts';
import type { OperationLimits } from './limits.ts';
import { measureOperation, type OperationSize } from './measure-operation.ts';
import { type Price, priceOperation } from './price-operation.ts';
import { refusal } from './refusal.ts';
import { variablesThatRefuseNull } from './refused-nulls.ts';
import { rootUseOf } from './root-use.ts';

interface Known {
  readonly price: Price;
  readonly use: RootUse;
  readonly refusesNull: ReadonlySet<string>;
}

export interface RefuseOperationsDeps {
  readonly limits: OperationLimits;
  readonly rates: RateLimits;
}

/**
 * Refuses what must not reach the planner: an operation that was not found, cannot be run, would be too much work, has
 * a null where none is allowed, or comes too often. Documents are kept by the engine, so each is looked at once.
 */
export function refuseOperations({ limits, rates }: RefuseOperationsDeps): ApolloServerPlugin<GatewayContext> {
  const known = new WeakMap<OperationDefinitionNode, Known>();

  function lookAt(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Known {
    const seen = known.get(operation);
    if (seen !== undefined) return seen;
    refuseLarge(measureOperation(document, operation), limits);
    const price = priceOperation(schema, document, operation);
    const use = rootUseOf(document, operation);
    const looked = { price, use, refusesNull: variablesThatRefuseNull(schema, document, operation) };
    known.set(operation, looked);
    return looked;
  }

  return {
    async requestDidStart() {
      let tellCost = false;
      return {
        /** The engine calls this although no operation was found, and would run the first one. */
        async didResolveOperation(context: GraphQLRequestContext<GatewayContext>) {
          const { schema, document, operation, request, contextValue } = context;
          if (document === undefined || operation === undefined)
            throw unknownOperation(document, request.operationName);
          refuseKind(schema, operation);
          const { price, use, refusesNull } = lookAt(schema, document, operation);
          const { variables = {}, extensions } = request;
          if (refusesNull.size > 0) refuseNulls(operation, refusesNull, variables);
          contextValue.note.cost = price(variables);
          tellCost = extensions?.cost === true;
          if (contextValue.note.cost > limits.cost) throw tooMuch(`would cost ${contextValue.note.cost}`, limits.cost);
          await rates.take(use, contextValue);
        },
        async willSendResponse({ response: { body }, contextValue: { note } }) {
          if (!tellCost || body.kind !== 'single') return;
          const { singleResult } = body;
          singleResult.extensions = { ...singleResult.extensions, cost: { estimated: note.cost, limit: limits.cost } };
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

/** What a size counts, in words. Depth comes first: the others are only as deep. */
const COUNTED = {
  depth: 'levels of fields',
  selections: 'fields once its fragments are put in',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at its root',
} as const;

function refuseLarge(size: OperationSize, limits: OperationLimits): void {
  for (const [name, words] of Object.entries(COUNTED) as [keyof typeof COUNTED, string][]) {
    if (size[name] > limits[name]) throw tooMuch(`has ${size[name]} ${words}`, limits[name]);
  }
}

function tooMuch(what: string, most: number) {
  return refusal('OPERATION_TOO_COMPLEX', `The operation ${what}; at most ${most} are allowed.`);
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
