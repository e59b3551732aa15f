import { describe, expect, it } from 'vitest';
import { positionOf } from './line-order.ts';

const seeds = ['0123456789abcdef0123456789abcdef', 'ffffffffffffffffffffffffffffffff'];
const tickets = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the order that a seed draws', () => {
  it.each([1, 2, 3, 4, 5, 16, 17, 1_000])('has each of %i places once', (count) => {
    for (const seed of seeds) {
      const places = tickets(count).map((ticket) => positionOf({ count, seed }, ticket));
      expect(places.toSorted((left, right) => left - right)).toEqual(tickets(count));
    }
  });

  it('is another one for another seed, and no order of arrival', () => {
    const [one, other] = seeds.map((seed) => tickets(100).map((ticket) => positionOf({ count: 100, seed }, ticket)));
    expect(one).not.toEqual(other);
    expect(one).not.toEqual(tickets(100));
  });

  it('favours nobody: the first to come are spread over the whole line', () => {
    const quarters = [0, 0, 0, 0];
    for (let draw = 0; draw < 4_000; draw++) {
      const position = positionOf({ count: 100, seed: draw.toString(16).padStart(32, '0') }, 1);
      const quarter = Math.floor((position - 1) / 25);
      quarters[quarter] = (quarters[quarter] ?? 0) + 1;
    }
    // 1,000 each; five standard deviations are 137.
    for (const count of quarters) expect(Math.abs(count - 1_000)).toBeLessThan(137);
  });
});
