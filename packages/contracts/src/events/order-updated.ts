import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { itemId, money, orderId, quantity, timestamp, userId, version } from './values.ts';

const schema = z.object({
  orderId,
  userId,
  version,
  status: z.enum(['PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED']),
  title: z.string().nullable(),
  total: money.nullable(),
  lines: z.array(z.object({ itemId, quantity, name: z.string().nullable(), unitPrice: money.nullable() })),
  rejection: z
    .object({ reason: z.enum(['SOLD_OUT', 'UNKNOWN_ITEM', 'TIMED_OUT', 'TOTAL_TOO_LARGE']), itemIds: z.array(itemId) })
    .nullable(),
  placedAt: timestamp,
  settledAt: timestamp.nullable(),
});
export type OrderUpdated = z.infer<typeof schema>;

/**
 * The whole state of an order at one version; version 1 is PENDING. The topic keeps the last version of each order, and all
 * orders of a customer on one partition.
 */
export const orderUpdated = defineEvent<OrderUpdated>({
  type: 'commerce.order.updated.v2',
  schema,
  key: (data) => data.orderId,
  partitionKey: (data) => data.userId,
});

/** The same with the customer as key, so that the topic could not be compacted. It is read, and not written any more. */
export const orderUpdatedV1 = defineEvent<OrderUpdated>({
  type: 'commerce.order.updated.v1',
  schema,
  key: (data) => data.userId,
});
