import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { WindowFacts } from './read-windows.ts';

/** Gates promise no more than there is, and everything they promise is counted once and written in the end. */
export function judgeWindows(facts: WindowFacts): Verdict[] {
  const { items, deltas, decided, written, open, oversold, apart, stale, parked, parkedPieces, staleParked } = facts;
  return [
    judge({
      store: 'item',
      invariant: 'gates promise no more than is there',
      faults: oversold,
      figures: `${oversold} of ${count(items, 'item')} with a gate oversold${named(facts.oversoldItems)}`,
      remedy: 'Close the gates of these items and restock them, or cancel orders, until stock + in flight ≥ 0.',
    }),
    judge({
      store: 'item',
      invariant: 'every delta of a gate is counted in time',
      faults: stale,
      figures: `${stale} of ${count(deltas, 'delta')} late; pieces: ${decided} decided, ${written} written, ${decided - written} in flight`,
      remedy: 'Is the worker of the item service running, and are there dead letters of the group item-window?',
    }),
    judge({
      store: 'item',
      invariant: 'what windows count, they write once',
      faults: apart,
      figures: `${count(apart, 'item')} apart; pieces: ${open} in open windows, ${parkedPieces} parked${named(facts.apartItems)}`,
      remedy: 'Compare COUNTED rows of stock_delta with WINDOW rows of stock_ledger, stock_parked and stream_window.',
    }),
    judge({
      store: 'item',
      invariant: 'no result of a window waits for stock',
      faults: staleParked,
      figures: `${count(parked, 'result')} parked, ${staleParked} of them too long`,
      remedy: 'A window has more to take than is there: restock these items (table stock_parked of item).',
    }),
  ];
}
