import type { ItemId, OrderId, OrderReleased } from '@rushgraph/contracts';
import type { Tx } from '@rushgraph/database';
import type { Reservation } from './reservation.ts';

export interface StockRequest {
  readonly orderId: OrderId;
  /** No item twice; quantities are positive. */
  readonly lines: readonly { readonly itemId: ItemId; readonly quantity: number }[];
}

export interface StockRelease {
  readonly orderId: OrderId;
  readonly reason: OrderReleased['reason'];
}

/** One way to decide who gets what. All of them keep: stock ≥ 0, stock = Σ ledger, one reservation per order. */
export interface StockKeeper {
  /**
   * Decides requests in the order in which they came, all lines of an order or none, within the caller's transaction.
   * A request that was decided before gets the recorded reservation. Answers one reservation per request, in order.
   */
  decide(tx: Tx, requests: readonly StockRequest[], now: Date): Promise<readonly Reservation[]>;
  /** Gives back what these orders hold, once; an order that was not decided yet will be refused. */
  release(tx: Tx, releases: readonly StockRelease[], now: Date): Promise<void>;
  /** How many requests should share a transaction for now; without it, any number. More are decided as correctly. */
  mostPerTransaction?(): number;
}
