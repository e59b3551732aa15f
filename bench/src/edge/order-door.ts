import type { Database } from '@rushgraph/database';
import type { Asking } from '../my-page/ask-shop.ts';
import type { Customers } from './fill-edge.ts';

/** A shop as somebody outside meets it: takes orders over HTTP, and its database tells what became of them. */
export interface OrderDoor {
  readonly name: string;
  /** Places an order that was not placed before; resolves when it is accepted. */
  place(number: number): Promise<void>;
  /** Orders that are final, of all that were ever placed. */
  settled(): Promise<number>;
  /** Of the last so many orders, how long each took from its row to its final state, in milliseconds. */
  finalTimes(last: number): Promise<readonly number[]>;
}

const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  ... on PlaceOrderSuccess { order { id status } } ... on Problem { code message } } }`;

/** Two lines of one piece each, over all items. */
export function linesOf(itemIds: readonly string[], number: number) {
  const first = number * 7;
  return [first, first + 1 + (number % (itemIds.length - 1))].map((item) => ({
    itemId: itemIds[item % itemIds.length] ?? '',
    quantity: 1,
  }));
}

/** The door of the gateway at `url`. */
export function gatewayDoor(
  name: string,
  { ask, url, database, customers }: { ask: Asking['ask']; url: string; database: Database; customers: Customers },
): OrderDoor & { orderOf(customer: number): string } {
  const { tokens, itemIds } = customers;
  const orderIds: string[] = [];
  return {
    name,
    /** The latest order of the n-th customer, who has placed one. */
    orderOf: (customer) => orderIds[customer % tokens.length] ?? '',
    async place(number) {
      const input = { lines: linesOf(itemIds, number), idempotencyKey: `${name.replaceAll(' ', '-')}-${number}` };
      type Answer = { placeOrder: { order?: { id: string }; code?: string } };
      const { placeOrder } = await ask<Answer>(url, PLACE, { input }, tokens[number % tokens.length]);
      if (placeOrder.order === undefined) throw new Error(`Order ${number} was refused: ${placeOrder.code}`);
      orderIds[number % tokens.length] = placeOrder.order.id;
    },
    settled: () => settledIn(database),
    finalTimes: (last) => finalTimesIn(database, last),
  };
}

export async function settledIn(database: Database): Promise<number> {
  const [row] = await database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM orders WHERE settled_at IS NOT NULL');
  return row?.n ?? 0;
}

export async function finalTimesIn(database: Database, last: number): Promise<readonly number[]> {
  const rows = await database.rows<{ placed_at: Date; settled_at: Date }>(
    'SELECT placed_at, settled_at FROM orders WHERE settled_at IS NOT NULL ORDER BY placed_at DESC LIMIT ?',
    [last],
  );
  return rows.map((row) => row.settled_at.getTime() - row.placed_at.getTime());
}
