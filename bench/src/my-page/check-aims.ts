import type { Row } from '../harness/benchmark.ts';
import { costName, freshName } from './measure-settled.ts';

export const DOCUMENT = 'myPage, one document';
export const COMPOSED = 'myPage, composed';
export const FOLDING = 'folding';
export const FOLDING_IN_TURN = 'folding, in turn';

/** What pages are meant to reach, each with what they have reached. */
export function checkAims(rows: readonly Row[]): string[] {
  const figure = (name: string, column: string) => rows.find((row) => row.name === name)?.figures[column] ?? Number.NaN;
  const aim = (isReached: boolean, what: string, reached: number) =>
    `${isReached ? '✓' : '✗'} ${what}: ${reached.toLocaleString('en-US', { maximumFractionDigits: reached < 10 ? 1 : 0 })}`;
  const atLeast = (what: string, most: number, reached: number) => aim(reached >= most, what, reached);
  const atMost = (what: string, least: number, reached: number) => aim(reached <= least, what, reached);
  const times = figure(COMPOSED, 'CPU ms') / figure(DOCUMENT, 'CPU ms');
  return [
    atLeast('a composed page costs ≥ 5 × the CPU of a document', 5, times),
    atLeast('events folded ≥ 10,000/s', 10_000, figure(FOLDING, 'events/s')),
    atLeast('documents written ≥ 2,000/s', 2_000, figure(FOLDING, 'documents/s')),
    atMost('p99 from settled to fresh < 500 ms at 500 orders/s', 500, figure(freshName(500), 'p99 ms')),
    atMost('an order costs ≤ 200 µs at 300 orders/s', 200, figure(costName(300), 'µs an order')),
    atMost('an order costs ≤ 80 µs at 2,000 orders/s', 80, figure(costName(2_000), 'µs an order')),
  ];
}
