import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { asksForPlan } from '../asks-for-plan.ts';
import type { GatewayContext } from '../context.ts';
import type { RateLimits } from '../limit-rates/limit-rates.ts';
import type { CheckOperation } from './check-operation.ts';
import { unknownOperation } from './find-operation.ts';
import type { OperationLimits } from './limits.ts';
import { refusal } from './refusal.ts';

export interface RefuseOperationsDeps {
  readonly limits: OperationLimits;
  readonly checkOperation: CheckOperation;
  readonly rates: RateLimits;
}

/**
 * Refuses what must not reach the planner: an operation that was not found, cannot be run, would be too much work, has
 * a null where none is allowed, or comes too often.
 */
export function refuseOperations({
  limits,
  checkOperation,
  rates,
}: RefuseOperationsDeps): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      let tellCost = false;
      return {
        /** The engine calls this although no operation was found, and would run the first one. */
        async didResolveOperation(context: GraphQLRequestContext<GatewayContext>) {
          const { schema, document, operation, request, contextValue } = context;
          if (document === undefined || operation === undefined)
            throw unknownOperation(operationsIn(document), request.operationName);
          refuseKind(schema, operation, asksForPlan(request));
          const { variables = {}, extensions } = request;
          tellCost = extensions?.cost === true;
          const { use } = checkOperation(schema, document, operation, variables, (cost) => {
            contextValue.note.cost = cost;
          });
          await rates.take(use, contextValue);
        },
        async willSendResponse({ response: { body }, contextValue: { note } }) {
          if (!tellCost || body.kind !== 'single' || note.cost === undefined) return;
          const { singleResult } = body;
          singleResult.extensions = { ...singleResult.extensions, cost: { estimated: note.cost, limit: limits.cost } };
        },
      };
    },
  };
}

function operationsIn(document: DocumentNode | undefined): number {
  return document?.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length ?? 0;
}

/** A subscription has one answer only when it is planned, not run: whoever may not see plans is refused for that. */
function refuseKind(schema: GraphQLSchema, { operation }: OperationDefinitionNode, isPlanned: boolean): void {
  if (schema.getRootType(operation) == null)
    throw refusal('GRAPHQL_VALIDATION_FAILED', `The graph has no ${operation} operations.`);
  if (operation === OperationTypeNode.SUBSCRIPTION && !isPlanned)
    throw refusal(
      'BAD_USER_INPUT',
      'A subscription has many answers: accept text/event-stream or multipart/mixed, or use a WebSocket.',
    );
}
