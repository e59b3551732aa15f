import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bitsOf, holds, SIGNATURE_BYTES, signatureOf, unite } from './signature.ts';

const has = (signature: Buffer, search: string) =>
  bitsOf(search).every(({ byte, mask }) => ((signature[byte] ?? 0) & mask) !== 0);
const names = Array.from({ length: 256 }, (_, index) => `hanbit ${index % 7} backpack no. ${index * 7_919}`);

it('never misses a part of a name, however long or short', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'ab 각🙂1'), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(letters, letters, letters, (before, part, after) => {
      expect(has(signatureOf([before + part + after, 'other']), part)).toBe(true);
    }),
  );
});

it('is seldom wrong about what is not there', () => {
  const signature = signatureOf(names);
  const absent = Array.from({ length: 1_000 }, (_, index) => `zq${index}`);
  expect(absent.filter((search) => has(signature, search)).length).toBeLessThan(40);
  expect(has(signatureOf([]), 'a')).toBe(false);
});

it('unites signatures to that of all names', () => {
  const [left, right] = [signatureOf(names.slice(0, 9)), signatureOf(names.slice(9, 20))];
  const both = signatureOf(names.slice(0, 20));
  expect(unite(left, right)).toEqual(both);
  expect([holds(both, left), holds(both, right), holds(left, both), holds(left, left)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

it('tests no more than six parts of a long search', () => {
  expect(bitsOf('x'.repeat(100))).toHaveLength(18);
  expect(bitsOf('x')).toHaveLength(3);
});

it('sets the bits that are stored', () => {
  expect(SIGNATURE_BYTES).toBe(4_096);
  const bits = bitsOf('키보드').map(({ byte, mask }) => [byte, mask]);
  expect(bits).toEqual([
    [2_411, 8],
    [2_524, 64],
    [2_638, 2],
  ]);
});
