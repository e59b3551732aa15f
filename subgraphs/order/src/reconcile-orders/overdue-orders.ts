import type { OrderId, OrderRequested } from '@rushgraph/contracts';
import type { Lookup } from '@rushgraph/streams';
import type { Waiting } from './decide-overdue.ts';

export interface OverdueOrder extends Waiting {
  readonly id: OrderId;
}

export interface Claim<Some extends OverdueOrder> {
  readonly claimed: readonly Some[];
  /** Whether more may be overdue. */
  readonly more: boolean;
}

/** A place where pending orders wait: rows, or the table of requests. */
export interface OverdueOrders<Some extends OverdueOrder = OverdueOrder> {
  /** Takes on some overdue orders. Nobody else looks after them until a lease ends. The work of a claim is bounded. */
  claim(now: Date): Promise<Claim<Some>>;
  /** Asks for the stock of an order once more, unless it is final by now; it is looked at again at `dueAt`. */
  requestAgain(order: Some, dueAt: Date, now: Date): Promise<void>;
  /** Leaves an order until `dueAt`. */
  leaveUntil(order: Some, dueAt: Date): Promise<void>;
  /** The requests of orders that may have no row. */
  readonly lookup: Lookup<OrderRequested>;
}
