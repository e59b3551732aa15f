import type { ItemId, MoneyValue, OrderId, UserId } from '@rushgraph/contracts';
import type { Order, RejectionReason } from '../order/order.ts';
import type { OrderStatus } from '../order/order-state.ts';

type Currency = MoneyValue['currency'];

export interface OrderRow {
  readonly id: OrderId;
  readonly user_id: UserId;
  readonly status: OrderStatus;
  readonly version: number;
  readonly title: string | null;
  readonly total_amount: number | null;
  readonly currency: Currency | null;
  readonly placed_at: Date;
  readonly settled_at: Date | null;
  readonly rejection_reason: RejectionReason | null;
  readonly rejected_items: ItemId[] | null;
}

/** The columns of an `OrderRow`, of the table or alias `orders`. */
export const ORDER_COLUMNS = [
  'id',
  'user_id',
  'status',
  'version',
  'title',
  'total_amount',
  'currency',
  'placed_at',
  'settled_at',
  'rejection_reason',
  'rejected_items',
]
  .map((column) => `orders.${column}`)
  .join(', ');

/** Reads a row as the state it is in; a row that is in none is a bug. */
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
  }
}

function present<Column extends keyof OrderRow>(row: OrderRow, column: Column): NonNullable<OrderRow[Column]> {
  const value = row[column];
  if (value === null || value === undefined) throw new Error(`Order ${row.id} is ${row.status} without ${column}`);
  return value;
}
