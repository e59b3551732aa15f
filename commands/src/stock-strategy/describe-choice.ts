import type { ListedChoice } from '@rushgraph/item/keep-stock/choose/list-choices';
import { ALL_ITEMS } from '@rushgraph/item/keep-stock/decide/strategies';

type Described = Pick<ListedChoice, 'scope' | 'name' | 'strategy' | 'next'>;

/** One line about one choice. */
export function describeChoice({ scope, name, strategy, next }: Described): string {
  const whose =
    scope === ALL_ITEMS ? 'All items without a choice of their own' : `${scope} (${name ?? 'no such item'})`;
  return `${whose}: ${strategy}${next === null ? '' : `, being drained for ${next}`}`;
}
