import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '@rushgraph/testkit';
import { type Line, type PlaceOrderResult, placeOrderMutation } from '../../shop/orders.ts';

/** One order that a client has tried to place once. Moments are milliseconds of `performance`. */
export interface Placing {
  readonly key: string;
  readonly begun: number;
  readonly ended: number;
  /** Its order; without one the code of the error that came instead. */
  readonly outcome: { readonly orderId: string } | { readonly code: unknown };
}

export interface Load {
  readonly placings: readonly Placing[];
  readonly queries: () => number;
  /** What queries were answered instead of data. */
  readonly failedQueries: readonly string[];
  stop(): Promise<void>;
}

const READERS = 6;
const BUYERS = 4;
/** So that the processes that join have a processor to start on. */
const PAUSE_MS = 20;
const QUERY = '{ me { orders(first: 3) { nodes { id status lines { quantity } } } } }';

/** Tries once to place an order. */
export async function tryToPlace(buyer: Person, lines: readonly Line[], key: string): Promise<Placing> {
  const begun = performance.now();
  const variables = { input: { lines, idempotencyKey: key } };
  const { data, errors } = await buyer.graph<{ placeOrder: PlaceOrderResult | null }>(placeOrderMutation, variables);
  const ended = performance.now();
  const placed = data?.placeOrder;
  return placed?.__typename === 'PlaceOrderSuccess'
    ? { key, begun, ended, outcome: { orderId: placed.order.id } }
    : { key, begun, ended, outcome: { code: errors?.[0]?.extensions?.code ?? placed } };
}

/** Customers who read and buy without a pause to speak of, until they are stopped. */
export function startLoad(customer: Person, lines: readonly Line[]): Load {
  const placings: Placing[] = [];
  const failedQueries: string[] = [];
  let queries = 0;
  let isOver = false;

  async function read(): Promise<void> {
    while (!isOver) {
      const { data, errors, status } = await customer.graph<{ me: { orders: unknown } | null }>(QUERY);
      queries++;
      if (errors !== undefined || data?.me?.orders == null)
        failedQueries.push(JSON.stringify({ status, data, errors }));
      await pause(PAUSE_MS);
    }
  }

  async function buy(buyer: number): Promise<void> {
    for (let number = 0; !isOver; number++) {
      placings.push(await tryToPlace(customer, lines, `buyer-${buyer}-${number}`));
      await pause(PAUSE_MS);
    }
  }

  const clients = [
    ...Array.from({ length: READERS }, read),
    ...Array.from({ length: BUYERS }, (_, buyer) => buy(buyer)),
  ];
  return {
    placings,
    queries: () => queries,
    failedQueries,
    async stop() {
      isOver = true;
      await Promise.all(clients);
    },
  };
}
