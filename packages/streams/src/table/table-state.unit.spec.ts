import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTableState } from './table-state.ts';

const record = (offset: number, key: string, value: string | null) => ({
  partition: 0,
  offset: BigInt(offset),
  key,
  value,
});

it('holds the last value of each key and forgets deleted ones', () => {
  const table = createTableState<string>();
  table.assign(0, 1, 3n);
  table.apply(record(0, 'a', 'one'), 1);
  table.apply(record(1, 'a', 'two'), 1);
  table.apply(record(2, 'b', 'x'), 1);
  table.apply(record(3, 'b', null), 1);
  expect(table.get(0, 'a')).toBe('two');
  expect(table.get(0, 'b')).toBeUndefined();
  expect(table.size()).toBe(1);
});

it('lets go of what is replaced or deleted, once each', () => {
  const gone: string[] = [];
  const table = createTableState<string>((value) => gone.push(value));
  table.assign(0, 1, 0n);
  table.apply(record(0, 'a', 'one'), 1);
  table.apply(record(1, 'a', 'two'), 1);
  table.apply(record(2, 'b', 'x'), 1);
  table.apply(record(2, 'b', null), 1);
  table.apply(record(3, 'c', null), 1);
  table.apply(record(4, 'a', null), 1);
  expect(gone).toEqual(['one', 'two']);
  expect(table.size()).toBe(1);
});

it('refuses to be read before the replay is complete', () => {
  const table = createTableState<string>();
  table.assign(0, 1, 2n);
  table.apply(record(0, 'a', 'one'), 1);
  expect(table.isCaughtUp(0)).toBe(false);
  expect(() => table.get(0, 'a')).toThrow(/replay/);
  table.advance(0, 2n, 1);
  expect(table.isCaughtUp(0)).toBe(true);
  expect(table.get(0, 'a')).toBe('one');
});

it('is complete at once when the topic was empty', () => {
  const table = createTableState<string>();
  table.assign(0, 1, 0n);
  expect(table.get(0, 'a')).toBeUndefined();
});

it('ignores the late handler of a revoked generation', () => {
  const table = createTableState<string>();
  table.assign(0, 1, 0n);
  table.assign(0, 2, 0n);
  expect(table.apply(record(0, 'a', 'from the past'), 1)).toBe(false);
  table.advance(0, 9n, 1);
  expect(table.apply(record(0, 'a', 'now'), 2)).toBe(true);
  expect(table.get(0, 'a')).toBe('now');
});

it('ignores records that were applied before', () => {
  const table = createTableState<string>();
  table.assign(0, 1, 0n);
  table.apply(record(5, 'a', 'new'), 1);
  expect(table.apply(record(4, 'a', 'old'), 1)).toBe(false);
  expect(table.get(0, 'a')).toBe('new');
});

it('knows nothing of a revoked partition', () => {
  const table = createTableState<string>();
  table.assign(0, 1, 0n);
  table.revoke(0);
  expect(() => table.get(0, 'a')).toThrow(/replay/);
});

it('equals a plain map after any sequence of upserts, deletes and repeats', () => {
  const change = fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: fc.option(fc.string(), { nil: null }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.nat(), (changes, seed) => {
      const table = createTableState<string>();
      const model = new Map<string, string>();
      table.assign(0, 1, BigInt(changes.length));
      changes.forEach(({ key, value }, offset) => {
        if (value === null) model.delete(key);
        else model.set(key, value);
        table.apply(record(offset, key, value), 1);
        const again = changes.length === 0 ? 0 : seed % (offset + 1);
        table.apply(record(again, 'a', 'repeat'), 1);
      });
      for (const key of ['a', 'b', 'c']) expect(table.get(0, key)).toBe(model.get(key));
    }),
  );
});
