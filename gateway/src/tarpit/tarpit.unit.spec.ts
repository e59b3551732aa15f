import { beforeEach, describe, expect, it } from 'vitest';
import { createTarpit, type Tarpit } from './tarpit.ts';

let now: number;
let tarpit: Tarpit;
beforeEach(() => {
  now = 1_000;
  const options = { free: 3, windowMs: 5_000, holdMs: 60, spaceMs: 5, longestMs: 100, owners: 2 };
  tarpit = createTarpit({ ...options, monotonic: () => now });
});
const refuse = (times: number, owner = 'mallory', elapsedMs = 0) =>
  Array.from({ length: times }, () => tarpit.holdFor(owner, elapsedMs, true));

describe('a tarpit', () => {
  it('holds nothing of who gets few refusals, and spaces those beyond', () => {
    expect(refuse(6)).toEqual([0, 0, 0, 60, 65, 70]);
    expect(refuse(3, 'ada')).toEqual([0, 0, 0]);
  });

  it('counts what the answer has taken already, and holds nothing that has taken long', () => {
    refuse(3);
    expect(tarpit.holdFor('mallory', 20, true)).toBe(40);
    now += 1_000;
    expect(tarpit.holdFor('mallory', 200, true)).toBe(0);
  });

  it('does not let answers wait for each other that are not spaced, and counts them', () => {
    refuse(10);
    expect(tarpit.holdFor('mallory', 20, false)).toBe(40);
    for (let n = 0; n < 3; n++) expect(tarpit.holdFor('ada', 0, false)).toBe(0);
    expect(tarpit.holdFor('ada', 0, false)).toBe(60);
  });

  it('holds nothing longer than its bound, however many connections somebody has', () => {
    refuse(3);
    expect(Math.max(...refuse(50))).toBe(100);
    now += 100;
    expect(refuse(1)).toEqual([60]);
  });

  it('forgets who has stopped after two windows, and not sooner', () => {
    refuse(4);
    now += 5_000;
    expect(refuse(1)).toEqual([60]);
    now += 5_000;
    expect(refuse(3)).toEqual([0, 0, 60]);
    now += 10_000;
    expect(refuse(3)).toEqual([0, 0, 0]);
  });

  it('forgets no later for somebody who came at the end of a window', () => {
    refuse(4);
    now += 9_999;
    expect(refuse(1)).toEqual([60]);
    now += 1;
    expect(refuse(2)).toEqual([0, 0]);
  });

  it('counts so many owners at most, and those that it counts still', () => {
    refuse(4);
    refuse(4, 'eve');
    expect(refuse(5, 'trent')).toEqual([0, 0, 0, 0, 0]);
    expect(refuse(1)).toEqual([65]);
  });
});
