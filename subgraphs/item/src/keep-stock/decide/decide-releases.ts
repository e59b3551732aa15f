import type { ItemId, OrderId } from '@rushgraph/contracts';
import type { Item } from '../../item.ts';
import type { StockChange } from './decide-requests.ts';
import type { Reservation } from './reservation.ts';
import type { StockRelease } from './stock-keeper.ts';

export interface Releases {
  /** Orders that hold stock and now give it back. */
  readonly released: readonly StockRelease[];
  /** Orders that were never decided: their request, if it comes, will be refused. */
  readonly marked: readonly StockRelease[];
  readonly changes: readonly StockChange[];
}

/** Which of these orders give stock back: each holder once, whatever is repeated, for the reason that came first. */
export function decideReleases(
  releases: readonly StockRelease[],
  items: ReadonlyMap<ItemId, Item>,
  recorded: ReadonlyMap<OrderId, Reservation>,
): Releases {
  const balances = new Map([...items].map(([id, { stock }]) => [id, stock]));
  const seen = new Set<OrderId>();
  const released: StockRelease[] = [];
  const marked: StockRelease[] = [];
  const changes: StockChange[] = [];
  for (const release of releases) {
    const { orderId } = release;
    if (seen.has(orderId)) continue;
    seen.add(orderId);
    const reservation = recorded.get(orderId);
    if (reservation === undefined) marked.push(release);
    if (reservation?.outcome !== 'RESERVED' || reservation.releasedAt !== null) continue;
    released.push(release);
    for (const { itemId, quantity } of reservation.lines) {
      const balanceAfter = (balances.get(itemId) ?? 0) + quantity;
      balances.set(itemId, balanceAfter);
      changes.push({ itemId, quantity, cause: 'RELEASE', reference: orderId, balanceAfter });
    }
  }
  return { released, marked, changes };
}
