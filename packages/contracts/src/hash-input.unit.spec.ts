import { expect, it } from 'vitest';
import { hashInput } from './hash-input.ts';

it('does not depend on the order of fields, nor on absent ones', () => {
  expect(hashInput({ a: 1, b: [{ c: 2, d: undefined }] })).toBe(hashInput({ b: [{ c: 2 }], a: 1 }));
});

it('depends on the order of a list, on values and on null', () => {
  const hashes = [
    [1, 2],
    [2, 1],
    ['1', 2],
    [null, 2],
  ].map(hashInput);
  expect(new Set(hashes).size).toBe(4);
});
