import { expect, it } from 'vitest';
import { deriveId, isId, newId } from './ids.ts';

const random = (fill: number) => new Uint8Array(10).fill(fill);

it('makes ids that sort by time', () => {
  const early = newId(new Date('2026-01-01T00:00:00.000Z'), random(255));
  const late = newId(new Date('2026-01-01T00:00:00.001Z'), random(0));
  expect(early < late).toBe(true);
  expect(isId(early)).toBe(true);
  expect(early).toHaveLength(26);
});

it('keeps the ULID layout: ten characters of time, sixteen of randomness', () => {
  const bytes = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 255]);
  expect(newId(new Date('2026-11-23T00:00:00.000Z'), bytes)).toBe('01M82V7M00000G40R40M30E27Z');
});

it('makes the same id of the same time and randomness, whatever was made in between', () => {
  const first = newId(new Date(1_000), random(7));
  newId(new Date(2_000), random(8));
  deriveId('order', 'x');
  expect(newId(new Date(1_000), random(7))).toBe(first);
});

it('refuses another amount of randomness', () => {
  expect(() => newId(new Date(0), new Uint8Array(9))).toThrow(RangeError);
});

it('derives the same id from the same parts, for ever', () => {
  expect(deriveId('order', 'x', 'y')).toBe('9A2Y3D942HM1RW2TN02CNZ3BSG');
  expect(isId(deriveId('order', '', '🙂'))).toBe(true);
});

it('tells parts apart that join to the same text', () => {
  expect(deriveId('ab', 'c')).not.toBe(deriveId('a', 'bc'));
});

it.each([
  '',
  'x',
  '9A2Y3D942HM1RW2TN02CNZ3BS',
  '9a2y3d942hm1rw2tn02cnz3bsg',
  '9A2Y3D942HM1RW2TN02CNZ3BSI',
  `${'0'.repeat(26)}\n`,
])('does not take %j for an id', (value) => expect(isId(value)).toBe(false));
