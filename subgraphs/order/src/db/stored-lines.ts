import type { ItemId, MoneyValue } from '@rushgraph/contracts';
import type { OrderLine } from '../order/order.ts';

/** A line as it is stored; name and price are there once it is sold. */
export interface StoredLine {
  readonly itemId: ItemId;
  readonly quantity: number;
  readonly name?: string;
  readonly unitPrice?: MoneyValue;
}

/** The JSON of an order's lines, in their order. */
export function storeLines(lines: readonly OrderLine[]): string {
  return JSON.stringify(
    lines.map(({ itemId, quantity, name, unitPrice }): StoredLine => {
      return name === null || unitPrice === null ? { itemId, quantity } : { itemId, quantity, name, unitPrice };
    }),
  );
}

/** The lines that `storeLines` has written. */
export function linesOf(stored: readonly StoredLine[]): OrderLine[] {
  return stored.map(({ itemId, quantity, name = null, unitPrice = null }) => ({ itemId, quantity, name, unitPrice }));
}
