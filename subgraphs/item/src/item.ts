export type { Item } from '@rushgraph/finding';

/** At most this many left is LOW_STOCK. */
const LOW_STOCK_THRESHOLD = 10;

/** How the stock is told to customers. */
export function availabilityOf(stock: number): 'IN_STOCK' | 'LOW_STOCK' | 'SOLD_OUT' {
  if (stock <= 0) return 'SOLD_OUT';
  return stock <= LOW_STOCK_THRESHOLD ? 'LOW_STOCK' : 'IN_STOCK';
}
