import { seededRandom } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { order } from '../../test/happenings.ts';
import { pageDesk } from '../../test/page-desk.ts';
import type { Told } from './happening.ts';

const MANY = 100_000;
const BATCH = 100;

function deliver(happenings: readonly Told[], desk = pageDesk()) {
  for (let start = 0; start < happenings.length; start += BATCH) desk.take(happenings.slice(start, start + BATCH));
  return desk;
}

test('counts 100,000 orders of a customer in a document of 32 names, however late their later versions come', () => {
  const placed = Array.from({ length: MANY }, (_, number) => order('ada', number, 1));
  const desk = deliver(placed);
  // Settled long after the page has forgotten them, and sent twice by a relay that was interrupted.
  const settled = Array.from({ length: 2_000 }, (_, index) => order('ada', index * 50, 2));
  deliver([...settled, ...settled, ...placed.slice(0, 5_000)], desk);
  const page = desk.pages.get('ada');
  expect(page?.orders.count).toBe(MANY);
  expect(page?.orders.newest).toHaveLength(10);
  desk.take([]);
  expect(desk.pages.get('ada')?.orders.earlier).toHaveLength(22);
  expect(desk.archive.size).toBe(MANY - 32);
}, 60_000);

test('counts what a compacted topic holds: the last version of each order, in the order of their last changes', () => {
  const random = seededRandom(7);
  const compacted = Array.from({ length: 3_000 }, (_, number) => ({ number, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ number }) => order('ada', number, 2 + (number % 2)));
  const live = deliver(compacted);
  expect(live.pages.get('ada')?.orders.count).toBe(3_000);
  expect(deliver([...compacted, ...compacted]).shown()).toEqual(live.shown());
});

test('would count an order twice that came after it was forgotten, without the archive', () => {
  const desk = deliver(Array.from({ length: 1_000 }, (_, number) => order('ada', number, 1)));
  desk.archive.clear();
  desk.take([order('ada', 0, 2)]);
  expect(desk.pages.get('ada')?.orders.count).toBe(1_001);
});
