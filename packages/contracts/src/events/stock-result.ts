import { z } from 'zod';
import { defineEvent } from './event-definition.ts';
import { itemId, money, orderId, quantity, timestamp } from './values.ts';

const reserved = z.object({
  outcome: z.literal('RESERVED'),
  orderId,
  /** Name and price as sold: the ones at the moment of the decision. */
  lines: z.array(z.object({ itemId, quantity, name: z.string(), unitPrice: money })).min(1),
  decidedAt: timestamp,
});
const refused = z.object({
  outcome: z.literal('REFUSED'),
  orderId,
  /** RELEASED: the order was given up before its request was decided. */
  reason: z.enum(['SOLD_OUT', 'UNKNOWN_ITEM', 'RELEASED']),
  itemIds: z.array(itemId),
  decidedAt: timestamp,
});
const schema = z.discriminatedUnion('outcome', [reserved, refused]);
export type StockResult = z.infer<typeof schema>;

/** What was decided about the stock of one order: all of its lines or none. */
export const stockResult = defineEvent<StockResult>({
  type: 'commerce.stock.result.v1',
  schema,
  key: (data) => data.orderId,
});
