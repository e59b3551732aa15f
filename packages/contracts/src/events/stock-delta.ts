import { z } from 'zod';
import type { OrderId } from '../ids/ids.ts';
import { defineEvent } from './event-definition.ts';
import { itemId, orderId, timestamp } from './values.ts';

const cause = z.enum(['ORDER', 'RELEASE']);
export type StockDeltaCause = z.infer<typeof cause>;

/** An order takes from an item once and gives back once, so this is one of a kind per item. */
export function stockDeltaId(order: OrderId, because: StockDeltaCause): string {
  return `${order}:${because}`;
}

const delta = z.object({
  /** `orderId:cause`; with the item it tells this delta from every other. */
  deltaId: z.string(),
  itemId,
  orderId,
  /** Signed: negative when stock is taken. */
  quantity: z.int().refine((quantity) => quantity !== 0, 'must not be 0'),
  cause,
  /** When the gate let it pass: the event time of the window. */
  decidedAt: timestamp,
});
const isNamedWell = ({ deltaId, orderId: order, cause: because }: z.infer<typeof delta>) =>
  deltaId === stockDeltaId(order, because);
const schema = delta.refine(isNamedWell, 'the deltaId is of another delta');
export type StockDelta = z.infer<typeof schema>;

/** A gate has decided that stock changes; windows sum such changes before they reach the item. */
export const stockDelta = defineEvent<StockDelta>({
  type: 'commerce.stock.delta.v1',
  schema,
  key: (data) => data.itemId,
});

const lateSchema = delta
  .extend({ reason: z.enum(['LATE', 'FUTURE']) })
  .refine(isNamedWell, 'the deltaId is of another delta');
export type StockDeltaLate = z.infer<typeof lateSchema>;

/** A delta that came after its window had closed, or whose time lies ahead: it counts in the window it arrives in. */
export const stockDeltaLate = defineEvent<StockDeltaLate>({
  type: 'commerce.stock.delta.late.v1',
  schema: lateSchema,
  key: (data) => data.itemId,
});
