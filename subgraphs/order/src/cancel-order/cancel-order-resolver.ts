import { type OrderId, parseId } from '@rushgraph/contracts';
import { requireUser } from '@rushgraph/identity';
import { idempotencyKeyInput, validateInput } from '@rushgraph/service';
import { z } from 'zod';
import type { MutationResolvers } from '../generated/graphql.ts';
import type { CancellationOutcome } from '../order/cancellation.ts';

const cancellationInput = z.object({ orderId: z.string(), idempotencyKey: idempotencyKeyInput });

/** Cancels one's own order. */
export const cancelOrderResolver: NonNullable<MutationResolvers['cancelOrder']> = async (
  _parent,
  { input },
  context,
) => {
  const userId = requireUser(context.viewer).id;
  const valid = validateInput(cancellationInput, input);
  if (!valid.ok) return { ...valid.problem, fields: [...valid.problem.fields] };
  const orderId = parseId<OrderId>(valid.value.orderId);
  const { idempotencyKey } = valid.value;
  const outcome: CancellationOutcome =
    orderId === null
      ? { kind: 'not-found' }
      : await context.cancelOrder({ orderId, idempotencyKey, userId, traceparent: context.traceparent });
  switch (outcome.kind) {
    case 'cancelled':
      return { __typename: 'CancelOrderSuccess', order: outcome.order };
    case 'not-found':
      return { __typename: 'OrderNotFoundProblem', code: 'ORDER_NOT_FOUND', message: 'There is no such order.' };
    case 'not-cancellable':
      return {
        __typename: 'OrderNotCancellableProblem',
        code: 'ORDER_NOT_CANCELLABLE',
        message: `Only a CONFIRMED order can be cancelled; this one is ${outcome.status}.`,
        status: outcome.status,
      };
    case 'key-reused':
      return {
        __typename: 'IdempotencyKeyReusedProblem',
        code: 'IDEMPOTENCY_KEY_REUSED',
        message: 'This idempotency key belongs to the cancellation of another order.',
      };
  }
};
