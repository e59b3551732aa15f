import type { OrderId } from '@rushgraph/contracts';
import { isDuplicateKey, TryAgain, type Tx } from '@rushgraph/database';
import type { NewEvent, Outbox } from '@rushgraph/messaging';
import type { OrderWithLines } from '../order/order.ts';
import { releasedEvent, requestEnded, updatedEvent } from '../order/order-events.ts';
import { decideResult } from './decide/decide-settlement.ts';
import type { ArrivedResult, DecidedResult } from './decided-result.ts';
import { parkResults } from './parked-results.ts';
import { insertSettlements, type RequestedOrder } from './request-store.ts';
import { writeSettlements } from './row-store.ts';

/** Joins results with their orders one after the other: each one meets the order as the ones before it left it. */
export function decideResults(
  found: ReadonlyMap<OrderId, OrderWithLines>,
  arrived: readonly ArrivedResult[],
  now: Date,
): DecidedResult[] {
  const orders = new Map(found);
  return arrived.map((one) => {
    const order = orders.get(one.result.orderId) ?? null;
    const decision = decideResult(order, one.result, now);
    if (decision.kind === 'settle') orders.set(one.result.orderId, decision.settlement);
    return { ...one, decision, version: order?.order.version ?? 0 };
  });
}

/**
 * Writes what was decided and records its events, in the transaction that holds the locks of the orders. Those in
 * `requested` have no row yet: they get theirs, in their final state. When one of them has got one meanwhile, by a
 * fallback or by another owner of the partition, the whole transaction is done again and sees it.
 */
export async function applyDecisions(
  tx: Tx,
  outbox: Outbox,
  decided: readonly DecidedResult[],
  now: Date,
  requested: ReadonlyMap<OrderId, RequestedOrder> = new Map(),
): Promise<void> {
  const settlements = decided.flatMap(({ decision }) => (decision.kind === 'settle' ? [decision.settlement] : []));
  try {
    await Promise.all([
      writeSettlements(
        tx,
        settlements.filter(({ order }) => !requested.has(order.id)),
      ),
      insertSettlements(tx, settlements, requested),
      parkResults(
        tx,
        decided.flatMap(({ decision, result }) => (decision.kind === 'park' ? [result] : [])),
        now,
      ),
      outbox.record(
        tx,
        decided.flatMap((one) => eventsOf(one, now)),
      ),
    ]);
  } catch (error) {
    if (isDuplicateKey(error)) throw new TryAgain('An order got its row meanwhile', { cause: error });
    throw error;
  }
}

function eventsOf({ decision, result, version, traceparent }: DecidedResult, now: Date): NewEvent[] {
  const release = (sequence: number) => releasedEvent(result.orderId, sequence, 'TIMED_OUT', now, traceparent);
  switch (decision.kind) {
    case 'settle': {
      const { settlement } = decision;
      const settled = [updatedEvent(settlement, traceparent), requestEnded(settlement)];
      const givesBack = result.outcome === 'RESERVED' && settlement.order.status === 'REJECTED';
      return givesBack ? [...settled, release(settlement.order.version)] : settled;
    }
    case 'release':
      return [release(version)];
    case 'park':
    case 'nothing':
    case 'invalid':
      return [];
  }
}
