import type { StockChoice } from './stock-choices.ts';

/** One line about one choice. */
export function describeChoice({ item, strategy, next }: StockChoice): string {
  const whose = item === null ? 'All items without a choice of their own' : `${item.id} (${item.name})`;
  const change = next === null ? '' : `, being drained for ${next.toLowerCase()}`;
  return `${whose}: ${strategy.toLowerCase()}${change}`;
}
