import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Shelf, ShelfEntry } from './my-page-document.ts';
import { emptyShelf, putOnShelf } from './shelf.ts';

const size = { newest: 2, earlier: 3 };

function entry(number: number, version = 1): ShelfEntry {
  return { id: `id-${number}`, at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(), version };
}

function putAll(entries: readonly ShelfEntry[]): Shelf<ShelfEntry> {
  return entries.reduce<Shelf<ShelfEntry>>((shelf, each) => putOnShelf(shelf, each, size), emptyShelf);
}

test('the newest stay in full, the next by name, and all are counted', () => {
  const shelf = putAll([1, 2, 3, 4, 5, 6, 7].map((number) => entry(number)));
  expect(shelf.count).toBe(7);
  expect(shelf.newest.map(({ id }) => id)).toEqual(['id-7', 'id-6']);
  expect(shelf.earlier.map(({ id }) => id)).toEqual(['id-5', 'id-4', 'id-3']);
});

test('an older version does not replace a newer one', () => {
  expect(putAll([entry(1, 1), entry(1, 3), entry(1, 2)]).newest).toEqual([entry(1, 3)]);
});

test('a late first version of an entry older than all remembered ones is counted', () => {
  expect(putAll([2, 3, 4, 5, 6].map((number) => entry(number))).count).toBe(5);
  expect(putAll([...[2, 3, 4, 5, 6].map((number) => entry(number)), entry(1)]).count).toBe(6);
});

test('a later version of a forgotten entry is not counted again', () => {
  const shelf = putAll([...[1, 2, 3, 4, 5, 6].map((number) => entry(number)), entry(1, 2)]);
  expect(shelf.count).toBe(6);
  expect(shelf.newest.map(({ id }) => id)).toEqual(['id-6', 'id-5']);
});

test('any order and any repetition of all versions gives one shelf, as long as all can be remembered', () => {
  const versions = [1, 2, 3, 4, 5].flatMap((number) => [entry(number, 1), entry(number, 2), entry(number, 3)]);
  const expected = putAll(versions);
  const shuffled = fc.shuffledSubarray([...versions, ...versions], { minLength: versions.length * 2 });
  fc.assert(
    fc.property(shuffled, (delivered) => {
      expect(putAll(delivered)).toEqual(expected);
    }),
  );
});

test('stretches that are sent again change nothing, whatever has been forgotten', () => {
  const log = Array.from({ length: 40 }, (_, number) => entry(number));
  const repeats = fc.array(fc.record({ end: fc.nat({ max: 39 }), length: fc.integer({ min: 1, max: 5 }) }));
  fc.assert(
    fc.property(repeats, (stretches) => {
      const delivered = log.flatMap((each, index) => [
        each,
        ...stretches
          .filter(({ end }) => end === index)
          .flatMap(({ length }) => log.slice(Math.max(0, index + 1 - length), index + 1)),
      ]);
      expect(putAll(delivered)).toEqual(putAll(log));
    }),
  );
});
