import type { ItemId } from '@rushgraph/contracts';
import type { LedgerEntry } from '../keep-stock/decide/write-changes.ts';

/** What a window, or several of them, would change. */
export interface StockSum {
  readonly itemId: ItemId;
  /** Id of the result. */
  readonly reference: string;
  /** Signed. */
  readonly quantity: number;
}

export interface PlacedSums {
  readonly entries: readonly LedgerEntry[];
  /** More than is there, for now. */
  readonly parked: readonly StockSum[];
}

/**
 * Which sums take effect on this stock. What comes back goes first; a sum that would take more than is then there waits.
 * That need not be a fault of the gate: what it let go again may be in a later window than what it gave away for it.
 */
export function placeSums(sums: readonly StockSum[], stock: ReadonlyMap<ItemId, number>): PlacedSums {
  const balances = new Map(stock);
  const entries: LedgerEntry[] = [];
  const parked: StockSum[] = [];
  const gains = sums.filter(({ quantity }) => quantity >= 0);
  const takes = sums.filter(({ quantity }) => quantity < 0);
  for (const sum of [...gains, ...takes]) {
    const balance = balances.get(sum.itemId);
    const balanceAfter = (balance ?? 0) + sum.quantity;
    if (balance === undefined || balanceAfter < 0) {
      parked.push(sum);
      continue;
    }
    balances.set(sum.itemId, balanceAfter);
    entries.push({ ...sum, cause: 'WINDOW', balanceAfter });
  }
  return { entries, parked };
}
