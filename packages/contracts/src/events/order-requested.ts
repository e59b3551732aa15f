import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { itemId, orderId, quantity, timestamp, userId } from './values.ts';

const schema = z.object({
  orderId,
  userId,
  /** Hash of the client's input: the same idempotency key with other input is told apart by it. */
  inputHash: z.string().length(64),
  lines: z.array(z.object({ itemId, quantity })).min(1).max(50),
  requestedAt: timestamp,
  /** Whether the database of the order service has it, too. If not, this topic alone has it until it is settled. */
  stored: z.boolean().optional(),
});
export type OrderRequested = z.infer<typeof schema>;

/** A customer asks for an order. The topic is compacted: what is in it is what is pending; a tombstone ends it. */
export const orderRequested = defineEvent<OrderRequested>({
  type: 'commerce.order.requested.v1',
  schema,
  key: (data) => data.orderId,
});
