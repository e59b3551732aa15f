import type { ItemId, OrderId } from '@rushgraph/contracts';
import type { Item } from '../item.ts';
import type { StockChange } from './decide-requests.ts';
import type { Reservation } from './reservation.ts';

export interface Releases {
  /** Orders that hold stock and now give it back. */
  readonly released: readonly OrderId[];
  /** Orders that were never decided: their request, if it comes, will be refused. */
  readonly marked: readonly OrderId[];
  readonly changes: readonly StockChange[];
}

/** Which of these orders give stock back: each holder once, whatever is repeated. */
export function decideReleases(
  orderIds: readonly OrderId[],
  items: ReadonlyMap<ItemId, Item>,
  recorded: ReadonlyMap<OrderId, Reservation>,
): Releases {
  const balances = new Map([...items].map(([id, { stock }]) => [id, stock]));
  const released: OrderId[] = [];
  const marked: OrderId[] = [];
  const changes: StockChange[] = [];
  for (const orderId of new Set(orderIds)) {
    const reservation = recorded.get(orderId);
    if (reservation === undefined) marked.push(orderId);
    if (reservation?.outcome !== 'RESERVED' || reservation.releasedAt !== null) continue;
    released.push(orderId);
    for (const { itemId, quantity } of reservation.lines) {
      const balanceAfter = (balances.get(itemId) ?? 0) + quantity;
      balances.set(itemId, balanceAfter);
      changes.push({ itemId, quantity, cause: 'RELEASE', reference: orderId, balanceAfter });
    }
  }
  return { released, marked, changes };
}
