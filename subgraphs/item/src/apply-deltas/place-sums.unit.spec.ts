import { deriveId, type ItemId } from '@rushgraph/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeSums } from './place-sums.ts';

const item = (name: string) => deriveId<ItemId>('item', name);
const sum = (reference: string, quantity: number, of = 'a') => ({ itemId: item(of), reference, quantity });

it('takes what comes back before what is taken, and in order otherwise', () => {
  const { entries, parked } = placeSums(
    [sum('1', -3), sum('2', -2), sum('3', 1), sum('4', 0)],
    new Map([[item('a'), 2]]),
  );
  expect(entries.map(({ reference, balanceAfter }) => [reference, balanceAfter])).toEqual([
    ['3', 3],
    ['4', 3],
    ['1', 0],
  ]);
  expect(parked).toEqual([sum('2', -2)]);
});

it('parks what is of no item that is there', () => {
  expect(placeSums([sum('1', 5, 'gone')], new Map([[item('a'), 2]]))).toEqual({
    entries: [],
    parked: [sum('1', 5, 'gone')],
  });
});

it('never goes below zero, loses nothing, and parks nothing that would fit', () => {
  const some = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: -9, max: 9 })), { maxLength: 20 });
  fc.assert(
    fc.property(some, fc.nat(20), (wanted, stock) => {
      const sums = wanted.map(([of, quantity], index) => sum(`${index}`, quantity, of));
      const { entries, parked } = placeSums(sums, new Map(['a', 'b'].map((of) => [item(of), stock])));
      expect(entries.length + parked.length).toBe(sums.length);
      for (const of of ['a', 'b']) {
        const mine = entries.filter(({ itemId }) => itemId === item(of));
        const left = mine.reduce((total, { quantity }) => total + quantity, stock);
        for (const { balanceAfter } of mine) expect(balanceAfter).toBeGreaterThanOrEqual(0);
        expect(mine.at(-1)?.balanceAfter ?? stock).toBe(left);
        for (const { quantity } of parked.filter(({ itemId }) => itemId === item(of)))
          expect(left + quantity).toBeLessThan(0);
      }
    }),
  );
});
