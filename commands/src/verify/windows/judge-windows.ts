import { count, judge, named, type Verdict } from '../verdict.ts';
import type { WindowFacts } from './read-windows.ts';

/** Gates promise no more than there is, and everything they promise is written in the end. */
export function judgeWindows(facts: WindowFacts): Verdict[] {
  const { items, deltas, decided, written, oversold, unknown, stale, parked, parkedPieces, staleParked } = facts;
  const inFlight = decided - written;
  return [
    judge({
      store: 'item',
      invariant: 'gates promise no more than is there',
      faults: oversold,
      figures: `${oversold} of ${count(items, 'item')} with a gate oversold${named(facts.examples)}`,
      remedy: 'Close the gates of these items and restock them, or cancel orders, until stock + in flight ≥ 0.',
    }),
    judge({
      store: 'item',
      invariant: 'what gates decide is written by windows',
      faults: unknown + stale,
      figures: `${count(deltas, 'delta')}: ${decided} decided, ${written} written, ${inFlight} in flight; ${stale} not counted in time, ${count(unknown, 'item')} written without a delta`,
      remedy: 'Is the worker of the item service running, and are there dead letters of the group item-window?',
    }),
    judge({
      store: 'item',
      invariant: 'no result of a window waits for stock',
      faults: staleParked,
      figures: `${count(parked, 'result')} parked (${count(parkedPieces, 'piece')}), ${staleParked} of them too long`,
      remedy: 'A window has more to take than is there: restock these items (table stock_parked of item).',
    }),
  ];
}
