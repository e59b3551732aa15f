import { expect, it } from 'vitest';
import { availabilityOf } from './item.ts';

it.each([
  [0, 'SOLD_OUT'],
  [1, 'LOW_STOCK'],
  [10, 'LOW_STOCK'],
  [11, 'IN_STOCK'],
])('tells a stock of %d as %s', (stock, availability) => {
  expect(availabilityOf(stock)).toBe(availability);
});
