import type { OrderId } from '@rushgraph/contracts';
import type { NewEvent } from '@rushgraph/messaging';
import type { OrderWithLines } from '../../order/order.ts';
import { releasedEvent, requestEnded, updatedEvent } from '../../order/order-events.ts';
import { type Decision, decideSettlement, type Fact, orderIdOf } from './decide-settlement.ts';

/** A fact with what follows from it. */
export interface DecidedFact {
  readonly orderId: OrderId;
  readonly fact: Fact;
  readonly decision: Decision;
  /** The order that the decision was made for, as it was then; null when it is not known. */
  readonly found: OrderWithLines | null;
}

/** Decides facts one after the other: each one meets its order as the ones before it left it. */
export function decideFacts(
  known: Iterable<readonly [OrderId, OrderWithLines]>,
  facts: readonly Fact[],
  now: Date,
): DecidedFact[] {
  const orders = new Map(known);
  return facts.map((fact) => {
    const orderId = orderIdOf(fact);
    const found = orders.get(orderId) ?? null;
    const decision = decideSettlement(found, fact, now);
    if (decision.kind === 'settle') orders.set(orderId, decision.settlement);
    return { orderId, fact, decision, found };
  });
}

/** What is told of a decision. */
export function eventsOf({ orderId, fact, decision, found }: DecidedFact, now: Date): NewEvent[] {
  const traceparent = fact.kind === 'stock-result' ? fact.traceparent : undefined;
  const release = (version: number) => releasedEvent(orderId, version, 'TIMED_OUT', now, traceparent);
  switch (decision.kind) {
    case 'settle': {
      const { settlement, givesBack } = decision;
      const settled = [updatedEvent(settlement, traceparent), requestEnded(settlement)];
      return givesBack ? [...settled, release(settlement.order.version)] : settled;
    }
    case 'release':
      return [release(found?.order.version ?? 0)];
    case 'park':
    case 'nothing':
    case 'invalid':
      return [];
  }
}
