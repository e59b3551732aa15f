import { columnsOf, type PartOf } from '@rushgraph/database/query';
import type { Order } from '../order/order.ts';
import { orders } from './schema.ts';

const COLUMNS = [
  'id',
  'userId',
  'status',
  'version',
  'title',
  'totalAmount',
  'currency',
  'placedAt',
  'settledAt',
  'rejectionReason',
  'rejectedItems',
] as const;

/** What an order is read from. */
export type OrderRow = PartOf<typeof orders, (typeof COLUMNS)[number]>;

/** The columns of an `OrderRow`. */
export const ORDER_COLUMNS = columnsOf(orders, ...COLUMNS);

/** Reads a row as the state it is in. Throws for one that is in none. */
export function orderOf(row: OrderRow): Order {
  const facts = { id: row.id, userId: row.user_id, version: row.version, placedAt: row.placed_at };
  const unsold = { title: null, total: null };
  switch (row.status) {
    case 'PENDING':
      return { ...facts, ...unsold, status: row.status, settledAt: null, rejection: null };
    case 'CONFIRMED':
    case 'CANCELLED':
      return {
        ...facts,
        status: row.status,
        title: present(row, 'title'),
        total: { amount: present(row, 'total_amount'), currency: present(row, 'currency') },
        settledAt: present(row, 'settled_at'),
        rejection: null,
      };
    case 'REJECTED':
      return {
        ...facts,
        ...unsold,
        status: row.status,
        settledAt: present(row, 'settled_at'),
        rejection: { reason: present(row, 'rejection_reason'), itemIds: row.rejected_items ?? [] },
      };
    // A later version may have written it.
    default:
      throw new Error(`Order ${facts.id} is in a state that this version does not know: ${String(row.status)}`);
  }
}

function present<Column extends keyof OrderRow>(row: OrderRow, column: Column): NonNullable<OrderRow[Column]> {
  const value = row[column];
  if (value === null || value === undefined) throw new Error(`Order ${row.id} is ${row.status} without ${column}`);
  return value;
}
