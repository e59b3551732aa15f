import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Shelf, ShelfEntry } from './my-page-document.ts';
import { emptyShelf, putOnShelf, splitShelf } from './shelf.ts';

const size = { newest: 2, earlier: 3 };

function entry(number: number, version = 1): ShelfEntry {
  return { id: `id-${number}`, at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(), version };
}

const ALL = Number.POSITIVE_INFINITY;

/** Puts entries on a shelf that is stored, and split, after each. */
function putAll(entries: readonly ShelfEntry[], mostAt: (index: number) => number = () => ALL) {
  const archive = new Set<string>();
  let shelf: Shelf<ShelfEntry> = emptyShelf;
  for (const [index, each] of entries.entries()) {
    const split = splitShelf(shelf, size, mostAt(index));
    for (const { id } of split.names) archive.add(id);
    shelf = putOnShelf(split.shelf, each, size, (id) => archive.has(id));
  }
  return shelf;
}

test('the newest stay in full, the next by name, and all are counted', () => {
  const { shelf, names } = splitShelf(putAll([1, 2, 3, 4, 5, 6, 7].map((number) => entry(number))), size, ALL);
  expect(shelf.count).toBe(7);
  expect(shelf.newest.map(({ id }) => id)).toEqual(['id-7', 'id-6']);
  expect(shelf.earlier.map(({ id }) => id)).toEqual(['id-5', 'id-4', 'id-3']);
  expect(names.map(({ id }) => id)).toEqual(['id-2']);
  expect(shelf.archivedTo).toMatchObject({ id: 'id-2' });
});

test('of more than may be moved at once the oldest are', () => {
  const full = putAll(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => entry(number)),
    () => 0,
  );
  const first = splitShelf(full, size, 3);
  expect(first.names.map(({ id }) => id)).toEqual(['id-3', 'id-2', 'id-1']);
  expect(first.shelf.archivedTo).toMatchObject({ id: 'id-3' });
  const second = splitShelf(first.shelf, size, 3);
  expect(second.names.map(({ id }) => id)).toEqual(['id-4']);
  expect(second.shelf.archivedTo).toMatchObject({ id: 'id-4' });
  expect(splitShelf(second.shelf, size, 3)).toEqual({ shelf: second.shelf, names: [] });
});

test('an older version does not replace a newer one', () => {
  expect(putAll([entry(1, 1), entry(1, 3), entry(1, 2)]).newest).toEqual([entry(1, 3)]);
});

test('a late entry older than everything archived is counted once', () => {
  const shelf = putAll([
    ...[5, 6, 7, 8, 9, 10].map((number) => entry(number)),
    entry(1, 2),
    entry(1, 3),
    entry(2),
    entry(1),
  ]);
  expect(shelf.count).toBe(8);
});

test('any order and any repetition of all versions counts each entry once, and shows the newest in their last versions', () => {
  const versions = Array.from({ length: 12 }, (_, number) => [entry(number, 1), entry(number, 2)]).flat();
  const shuffled = fc.shuffledSubarray([...versions, ...versions], { minLength: versions.length * 2 });
  fc.assert(
    fc.property(shuffled, fc.infiniteStream(fc.nat(2)), (delivered, mosts) => {
      const shelf = putAll(delivered, () => mosts.next().value ?? 0);
      expect([shelf.count, shelf.newest]).toEqual([12, [entry(11, 2), entry(10, 2)]]);
    }),
  );
});
