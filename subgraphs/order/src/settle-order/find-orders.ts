import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { Lookup } from '@rushgraph/streams';
import { lockOrders } from '../db/load-orders.ts';
import type { OrderWithLines } from '../order/order.ts';
import { type RequestedOrder, requestedOrder } from '../order/requested-order.ts';

/** Orders as both stores have them. */
export interface KnownOrders {
  /** Those that have a row. */
  readonly stored: ReadonlyMap<OrderId, OrderWithLines>;
  /** Those that have none. */
  readonly requested: ReadonlyMap<OrderId, RequestedOrder>;
  /** The table of requested orders, as far as this worker has it. */
  readonly lookup: Lookup<OrderRequested>;
}

/** Finds nothing: for orders that are known to have rows. */
export const noRequests: Lookup<OrderRequested> = () => undefined;

/** The orders as their rows say, locked, and as they were requested while they have none. */
export async function readOrders(
  tx: Tx,
  ids: readonly OrderId[],
  lookup: Lookup<OrderRequested>,
): Promise<KnownOrders> {
  const stored = await lockOrders(tx, ids);
  const requested = findRequested(
    ids.filter((id) => !stored.has(id)),
    lookup,
  );
  return { stored, requested, lookup };
}

/** The orders as they were requested; those that the table does not have are read. */
export async function takeFromTable(
  tx: Tx,
  ids: readonly OrderId[],
  lookup: Lookup<OrderRequested>,
): Promise<KnownOrders> {
  const all = [...findRequested(ids, lookup)];
  const requested = new Map(all.filter(([, { isStored }]) => !isStored));
  const stored = new Map<OrderId, OrderWithLines>(all.filter(([, { isStored }]) => isStored));
  const missing = ids.filter((id) => !requested.has(id) && !stored.has(id));
  if (missing.length === 0) return { stored, requested, lookup };
  const rest = await readOrders(tx, missing, lookup);
  return { stored: new Map([...stored, ...rest.stored]), requested, lookup };
}

function findRequested(ids: readonly OrderId[], lookup: Lookup<OrderRequested>): Map<OrderId, RequestedOrder> {
  return new Map(
    ids.flatMap((id) => {
      const data = lookup(id);
      return data === undefined ? [] : [[id, requestedOrder(data)]];
    }),
  );
}
