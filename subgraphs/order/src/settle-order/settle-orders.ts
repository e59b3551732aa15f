import { isDuplicateKey, TryAgain, type Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Order, OrderWithLines } from '../order/order.ts';
import { requestEnded, updatedEvent } from '../order/order-events.ts';
import type { OnSettled } from '../order/requested-order.ts';
import { type DecidedFact, decideFacts, eventsOf } from './decide/decide-facts.ts';
import type { Fact } from './decide/decide-settlement.ts';
import type { KnownOrders } from './find-orders.ts';
import { parkResults } from './parked-results.ts';
import { insertSettlements } from './request-store.ts';
import { writeSettlements } from './row-store.ts';

export interface SettleOrdersDeps {
  readonly outbox: Outbox;
  /** Told, after the commit, of orders whose entries in Redis are no longer needed. */
  readonly onSettled?: OnSettled;
}

/**
 * The one way from PENDING to a final state: decides what is learned about orders, writes the decisions to whichever store
 * has the order, and records their events, in the transaction that found the orders. Orders of `known.requested` have no
 * row yet and get theirs, in their final state. When one of them has got one meanwhile, by a fallback or by another owner
 * of the partition, the whole transaction is done again and sees it.
 * @param inspect sees what was decided before anything is written, and may throw
 */
export async function settleOrders(
  tx: Tx,
  { outbox, onSettled }: SettleOrdersDeps,
  known: KnownOrders,
  facts: readonly Fact[],
  now: Date,
  inspect: (decided: readonly DecidedFact[]) => void = () => undefined,
): Promise<DecidedFact[]> {
  const { stored, requested } = known;
  const decided = decideFacts([...stored, ...requested], facts, now);
  inspect(decided);
  const settlements = decided.flatMap(({ decision }) => (decision.kind === 'settle' ? [decision.settlement] : []));
  const parked = decided.flatMap(({ decision }) => (decision.kind === 'park' ? [decision.result] : []));
  const leftovers = findLeftovers(decided, known);
  // A repeat that was published late has told of its order as PENDING again: what is told last has to be how it ended.
  const toldAgain = leftovers.filter(({ order }) => known.lookup(order.id)?.stored !== true);
  const events = [
    ...decided.flatMap((one) => eventsOf(one, now)),
    ...leftovers.map(requestEnded),
    ...toldAgain.map((one) => updatedEvent(one, undefined)),
  ];
  try {
    // Together: one round trip, and the rows of a batch are locked before its events are recorded.
    await Promise.all([
      writeSettlements(
        tx,
        settlements.filter(({ order }) => !requested.has(order.id)),
      ),
      insertSettlements(tx, settlements, requested),
      parkResults(tx, parked, now),
      outbox.record(tx, events),
    ]);
  } catch (error) {
    if (isDuplicateKey(error)) throw new TryAgain('An order got its row meanwhile', { cause: error });
    throw error;
  }
  const settled = settlements.filter(({ order }) => requested.has(order.id));
  tx.onCommit(() => onSettled?.([...settled, ...leftovers].map(({ order }): Order => order)));
  return decided;
}

/** Final orders that are in the table, again when a repeat was published late, and have to be taken out of it, again. */
function findLeftovers(decided: readonly DecidedFact[], { stored, lookup }: KnownOrders): OrderWithLines[] {
  return decided.flatMap(({ orderId, decision }) => {
    const found = stored.get(orderId);
    const isOver = decision.kind === 'nothing' || decision.kind === 'release';
    if (!isOver || found === undefined || found.order.status === 'PENDING') return [];
    return lookup(orderId) === undefined ? [] : [found];
  });
}
