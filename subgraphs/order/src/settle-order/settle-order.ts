import type { OrderRequested } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Lookup } from '@rushgraph/streams';
import { type Decision, type Fact, orderIdOf } from './decide/decide-settlement.ts';
import { readOrders } from './find-orders.ts';
import { type SettleOrdersDeps, settleOrders } from './settle-orders.ts';

export interface SettleOrderDeps extends SettleOrdersDeps {
  readonly database: Database;
}

/** Settles one order in a transaction of its own, exactly as if an event had told of it; says what was decided. */
export function settleOrder(
  deps: SettleOrderDeps,
  lookup: Lookup<OrderRequested>,
  fact: Fact,
  now: Date,
): Promise<Decision['kind']> {
  return deps.database.transaction(async (tx) => {
    const known = await readOrders(tx, [orderIdOf(fact)], lookup);
    const [decided] = await settleOrders(tx, deps, known, [fact], now);
    return decided?.decision.kind ?? 'nothing';
  });
}
