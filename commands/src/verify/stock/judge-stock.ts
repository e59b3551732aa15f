import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { StockFacts } from './read-stock.ts';

/** Stock is what the ledger says, and never below nothing. */
export function judgeStock({ items, pieces, negative, apart, examples, homeless }: StockFacts): Verdict[] {
  const shown = examples.map(({ id, stock, ledger }) => `${id} has ${stock}, its ledger says ${ledger}`);
  return [
    judge({
      store: 'item',
      invariant: 'stock = Σ ledger',
      faults: apart,
      figures: `${apart} of ${count(items, 'item')} apart (${count(pieces, 'piece')})${named(shown)}`,
      remedy:
        'Something has changed stock without its ledger; find it by balance_after, then correct it by restockItem.',
    }),
    judge({
      store: 'item',
      invariant: 'stock ≥ 0',
      faults: negative,
      figures: `${negative} of ${count(items, 'item')} below`,
      remedy: 'These items are oversold: the CHECK item_stock must have been dropped; restore it and restock them.',
    }),
    judge({
      store: 'item',
      invariant: 'every ledger row is of an item',
      faults: homeless,
      figures: `${count(homeless, 'item')} in the ledger alone`,
      remedy: 'Items are never deleted here; restore the rows of item from a backup.',
    }),
  ];
}
