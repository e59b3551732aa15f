import type { Sql } from '@rushgraph/database';
import { type Fault, judgePair, type OrderSide, type StockSide } from './judge-pair.ts';
import { mergeById } from './merge-by-id.ts';
import { readOrderSides, readOrderSidesOf, readStockSides, readStockSidesOf } from './read-pairs.ts';

export interface OrderStockFacts {
  readonly orders: number;
  readonly held: number;
  readonly faults: ReadonlyMap<string, Fault>;
  /** Whether there are more faults than were looked at twice. */
  readonly isCutShort: boolean;
}

export interface OrderStockDeps {
  readonly order: Sql;
  readonly item: Sql;
  /** Orders younger than this may still be on their way. */
  readonly since: Date;
  /** How often what looks wrong is looked at again, `pause` between. */
  readonly looks: number;
  readonly pause: () => Promise<unknown>;
}

const MOST_SUSPECTS = 10_000;

/**
 * Compares the orders with the reservations, two stores that no snapshot spans. While the shop is at work an order and its
 * reservation may be seen at different moments, so whatever looks wrong is read again, and is wrong only if it stays so.
 */
export async function readOrderStock(deps: OrderStockDeps): Promise<OrderStockFacts> {
  const { order, item, since, looks, pause } = deps;
  let orders = 0;
  let held = 0;
  let faults = new Map<string, Fault>();
  let isCutShort = false;
  for await (const [one, other] of mergeById(readOrderSides(order), readStockSides(item))) {
    if (one !== undefined) orders += 1;
    if (other?.outcome === 'RESERVED' && !other.isReleased) held += 1;
    const fault = judgePair(one, other, since);
    const id = one?.id ?? other?.id;
    if (fault === undefined || id === undefined) continue;
    isCutShort = faults.size >= MOST_SUSPECTS;
    if (!isCutShort) faults.set(id, fault);
  }
  for (let look = 0; look < looks && faults.size > 0; look++) {
    if (look > 0) await pause();
    faults = await lookAgain(deps, [...faults.keys()]);
  }
  return { orders, held, faults, isCutShort };
}

async function lookAgain({ order, item, since }: OrderStockDeps, ids: readonly string[]): Promise<Map<string, Fault>> {
  const orders = byId<OrderSide>(await readOrderSidesOf(order, ids));
  const reservations = byId<StockSide>(await readStockSidesOf(item, ids));
  return new Map(
    ids.flatMap((id) => {
      const fault = judgePair(orders.get(id), reservations.get(id), since);
      return fault === undefined ? [] : [[id, fault]];
    }),
  );
}

function byId<T extends { readonly id: string }>(found: readonly T[]): Map<string, T> {
  return new Map(found.map((one) => [one.id, one]));
}
