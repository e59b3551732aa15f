import { deriveId, type OrderId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import { codedError, validateInput } from '@rushgraph/service';
import type { MutationResolvers } from '../generated/graphql.ts';
import { hashPlacement, placementInput } from './validate-placement.ts';

/** Answers as soon as the order is durable. */
export const placeOrder: NonNullable<MutationResolvers['placeOrder']> = async (_parent, { input }, context) => {
  const userId = requireUser(context.viewer).id;
  const valid = validateInput(placementInput, input);
  if (!valid.ok) return { ...valid.problem, fields: [...valid.problem.fields] };
  const { lines, idempotencyKey } = valid.value;
  const outcome = await context.engine.place({
    id: deriveId<OrderId>('order', userId, idempotencyKey),
    userId,
    lines,
    inputHash: hashPlacement(valid.value),
    traceparent: context.traceparent,
  });
  switch (outcome.kind) {
    case 'placed':
      return { __typename: 'PlaceOrderSuccess', order: outcome.order };
    case 'key-reused':
      return {
        __typename: 'IdempotencyKeyReusedProblem',
        code: 'IDEMPOTENCY_KEY_REUSED',
        message: 'This idempotency key belongs to an order with other lines.',
      };
    case 'overloaded':
      throw codedError('RATE_LIMITED', 'More orders are waiting than can be taken; try again in a second.', {
        retryAfterSeconds: 1,
      });
  }
};
