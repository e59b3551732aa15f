import { count, judge, type Verdict } from '../verdict/verdict.ts';
import type { OrderFacts } from './read-orders.ts';

/** Orders are whole, and become final in time. */
export function judgeOrders(facts: OrderFacts, overdueSeconds: number): Verdict[] {
  const { orders, pending, confirmed, rejected, cancelled, overdue, withoutLines } = facts;
  return [
    judge({
      store: 'order',
      invariant: 'no order without lines',
      faults: withoutLines,
      figures: `${withoutLines} of ${count(orders, 'order')} without lines`,
      remedy: 'An order is written with its lines: restore these rows from a backup.',
    }),
    judge({
      store: 'order',
      invariant: `no order is PENDING for more than ${overdueSeconds} s`,
      faults: overdue,
      figures: `${overdue} of ${pending} PENDING (${confirmed} CONFIRMED, ${rejected} REJECTED, ${cancelled} CANCELLED)`,
      remedy: 'Are the workers of the order and item services running? Overdue orders are settled by the order worker.',
    }),
    judge({
      store: 'order',
      invariant: 'a sold order costs what its lines add up to',
      faults: facts.wrongTotal,
      figures: `${facts.wrongTotal} of ${count(confirmed + cancelled, 'sold order')} wrong`,
      remedy: 'Compare total_amount of these orders with their lines and with the reservations of the item service.',
    }),
    judge({
      store: 'order',
      invariant: 'a final order says when, a rejected one why',
      faults: facts.unexplained,
      figures: `${facts.unexplained} of ${count(orders, 'order')} do not`,
      remedy: 'Look for rows of orders whose status does not fit settled_at or rejection_reason.',
    }),
  ];
}
