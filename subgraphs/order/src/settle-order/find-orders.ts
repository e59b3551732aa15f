import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { Lookup } from '@rushgraph/streams';
import { lockOrders } from '../db/load-orders.ts';
import type { OrderWithLines } from '../order/order.ts';
import { findRequested, type RequestedOrder } from './request-store.ts';

export interface FoundOrders {
  /** Those that have a row. */
  readonly found: ReadonlyMap<OrderId, OrderWithLines>;
  /** Those that have none. */
  readonly requested: ReadonlyMap<OrderId, RequestedOrder>;
}

/** The orders as their rows say, locked, and as they were requested while they have none. */
export async function readOrders(
  tx: Tx,
  ids: readonly OrderId[],
  lookup: Lookup<OrderRequested>,
): Promise<FoundOrders> {
  const found = await lockOrders(tx, ids);
  const requested = findRequested(
    ids.filter((id) => !found.has(id)),
    lookup,
  );
  return { found, requested };
}

/** The orders as they were requested; those that the table does not have are read. */
export async function takeFromTable(
  tx: Tx,
  ids: readonly OrderId[],
  lookup: Lookup<OrderRequested>,
): Promise<FoundOrders> {
  const all = [...findRequested(ids, lookup)];
  const requested = new Map(all.filter(([, { isStored }]) => !isStored));
  const stored = new Map(all.filter(([, { isStored }]) => isStored));
  const missing = ids.filter((id) => !requested.has(id) && !stored.has(id));
  if (missing.length === 0) return { found: stored, requested };
  const rest = await readOrders(tx, missing, lookup);
  return { found: new Map([...stored, ...rest.found]), requested };
}
