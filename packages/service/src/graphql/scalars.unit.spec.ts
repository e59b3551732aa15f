import { Kind } from 'graphql';
import { expect, it } from 'vitest';
import { scalars } from './scalars.ts';

const { DateTime, SafeInt } = scalars;
const refused = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } });

it.each([
  ['2026-01-31T09:00:00.123Z', '2026-01-31T09:00:00.123Z'],
  ['2026-01-31T09:00:00Z', '2026-01-31T09:00:00.000Z'],
  ['2024-02-29T23:59:59.9Z', '2024-02-29T23:59:59.900Z'],
])('takes the time %s', (text, same) => {
  expect(DateTime.parseValue(text).toISOString()).toBe(same);
  expect(DateTime.parseLiteral({ kind: Kind.STRING, value: text }).toISOString()).toBe(same);
});

it.each([
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00+09:00',
  '2026-01-01T00:00:00.1234Z',
  '2026-01-01T00:00:00',
  '2026-01-01 00:00:00Z',
  '2026-01-01',
  '',
  1_767_225_600_000,
  null,
  ['2026-01-01T00:00:00Z'],
])('refuses %j as a time', (value) => {
  expect(() => DateTime.parseValue(value)).toThrow(refused);
});

it('takes times as text only, and answers with valid dates only', () => {
  expect(() => DateTime.parseLiteral({ kind: Kind.INT, value: '1767225600000' })).toThrow(refused);
  expect(DateTime.serialize(new Date('2026-01-01T00:00:00Z'))).toBe('2026-01-01T00:00:00.000Z');
  for (const bad of [new Date(Number.NaN), '2026-01-01', 0]) expect(() => DateTime.serialize(bad)).toThrow(TypeError);
});

const most = Number.MAX_SAFE_INTEGER;

it.each([0, 1, -1, most, -most])('takes the whole number %d', (value) => {
  expect(SafeInt.parseValue(value)).toBe(value);
  expect(SafeInt.parseLiteral({ kind: Kind.INT, value: String(value) })).toBe(value);
});

it.each([most + 1, -most - 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', true, null, 1n])(
  'refuses %s as a whole number',
  (value) => {
    expect(() => SafeInt.parseValue(value)).toThrow(refused);
  },
);

it('refuses literals that do not fit, or are no whole numbers', () => {
  for (const value of ['9007199254740992', '9007199254740993', '-9007199254740993'])
    expect(() => SafeInt.parseLiteral({ kind: Kind.INT, value })).toThrow(refused);
  expect(() => SafeInt.parseLiteral({ kind: Kind.FLOAT, value: '1.0' })).toThrow(refused);
  expect(() => SafeInt.parseLiteral({ kind: Kind.STRING, value: '1' })).toThrow(refused);
});

it('answers with what drivers give for large numbers, and never with a rounded or an invented one', () => {
  expect([5, 5n, '5', '-9007199254740991'].map((value) => SafeInt.serialize(value))).toEqual([5, 5, 5, -most]);
  for (const bad of [2n ** 53n, '9007199254740993', '', ' ', '0x10', '1.0', 1.5, true, null])
    expect(() => SafeInt.serialize(bad)).toThrow(TypeError);
});
