import { beforeEach, describe, expect, it } from 'vitest';
import { createTarpit, type Tarpit } from './tarpit.ts';

let now: number;
let tarpit: Tarpit;
beforeEach(() => {
  now = 1_000;
  const options = { free: 3, windowMs: 5_000, holdMs: 60, paceMs: 5, longestMs: 100, owners: 2 };
  tarpit = createTarpit({ ...options, monotonic: () => now });
});
const take = (times: number, owner = 'mallory', elapsedMs = 0) =>
  Array.from({ length: times }, () => tarpit.take(owner, elapsedMs));

describe('a tarpit', () => {
  it('holds nothing of who gets few refusals, and spaces those beyond', () => {
    expect(take(6)).toEqual([0, 0, 0, 60, 65, 70]);
    expect(take(3, 'ada')).toEqual([0, 0, 0]);
  });

  it('counts what the answer has taken already, and holds nothing that has taken long', () => {
    take(3);
    expect([tarpit.take('mallory', 20), tarpit.take('eve', 200)]).toEqual([40, 0]);
    now += 1_000;
    expect(tarpit.take('mallory', 200)).toBe(0);
  });

  it('holds nothing longer than its bound, however many connections somebody has', () => {
    take(3);
    expect(Math.max(...take(50))).toBe(100);
    now += 100;
    expect(tarpit.take('mallory', 0)).toBe(60);
  });

  it('forgets who has stopped after two windows, and not sooner', () => {
    take(4);
    now += 5_000;
    expect(tarpit.take('mallory', 0)).toBe(60);
    now += 5_000;
    expect(take(2)).toEqual([0, 0]);
    expect(take(1)).toEqual([60]);
    now += 10_000;
    expect(take(3)).toEqual([0, 0, 0]);
  });

  it('counts so many owners at most, and those that it counts still', () => {
    take(4);
    take(4, 'eve');
    expect(take(5, 'trent')).toEqual([0, 0, 0, 0, 0]);
    expect(take(1)).not.toEqual([0]);
  });
});
