import { expect, test } from 'vitest';
import { createTailPositions } from './tail-positions.ts';

const bounds = (low: bigint, high: bigint) => new Map([[0, { low, high }]]);
const at = (offset: bigint, hasGap: boolean) => ({ offsets: new Map([[0, offset]]), hasGap });

test('begins at the end, which is a gap, and goes on where it was, which is none', () => {
  const positions = createTailPositions();
  expect(positions.goOn([0], bounds(3n, 10n))).toEqual(at(10n, true));
  positions.move(0, 10n);
  expect(positions.goOn([0], bounds(3n, 12n))).toEqual(at(10n, false));
  positions.move(0, 12n);
  expect(positions.goOn([0], bounds(3n, 20n))).toEqual(at(12n, false));
});

test.each([
  ['was deleted meanwhile', bounds(15n, 20n)],
  ['is another topic of the same name', bounds(0n, 5n)],
])('what %s is a gap', (_, found) => {
  const positions = createTailPositions();
  positions.move(0, 12n);
  expect(positions.goOn([0], found)).toEqual(at(found.get(0)?.high ?? -1n, true));
});

test('a gap that nobody went on from is one until somebody does', () => {
  const positions = createTailPositions();
  positions.goOn([0], bounds(3n, 10n));
  expect(positions.goOn([0], bounds(3n, 11n))).toEqual(at(11n, true));
});

test('knows nothing of a partition that is not there', () => {
  expect(() => createTailPositions().goOn([1], bounds(0n, 1n))).toThrow('Partition 1 is not there');
});
