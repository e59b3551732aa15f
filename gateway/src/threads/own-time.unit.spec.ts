import { expect, it } from 'vitest';
import { createOwnTime } from './own-time.ts';

function ownTime(firstMs = 100, burstMs = 100) {
  let now = 5_000;
  const limits = { firstMs, firstUntilMs: 10_000, burstMs, debtMs: 100, perSecondMs: 50 };
  const time = createOwnTime({ ...limits, monotonic: () => now });
  return {
    ...time,
    pass(ms: number) {
      now += ms;
    },
  };
}

it('is left until as much was spent as it holds', () => {
  const time = ownTime();
  time.spend(99);
  expect(time.isLeft()).toBe(true);
  time.spend(1);
  expect(time.isLeft()).toBe(false);
});

it('comes again as it passes', () => {
  const time = ownTime();
  time.spend(100);
  time.pass(20);
  expect(time.isLeft()).toBe(true);
  time.spend(1);
  expect(time.isLeft()).toBe(false);
});

it('never holds more than at first', () => {
  const time = ownTime();
  time.pass(1_000_000);
  time.spend(100);
  expect(time.isLeft()).toBe(false);
});

it('may be more at first, for as long as that is not spent', () => {
  const time = ownTime(300);
  time.pass(10_000);
  time.spend(299);
  expect(time.isLeft()).toBe(true);
  time.pass(1_000_000);
  time.spend(100);
  expect(time.isLeft()).toBe(false);
});

it('is no more than at any other time, once the first time is over', () => {
  const time = ownTime(300);
  time.pass(10_001);
  time.spend(100);
  expect(time.isLeft()).toBe(false);
});

it('is not left while others spend as much as comes, and soon after they have ended', () => {
  const time = ownTime();
  for (let n = 0; n < 100; n += 1) {
    time.spend(50);
    time.pass(100);
  }
  expect(time.isLeft()).toBe(false);
  time.pass(2_000);
  expect(time.isLeft()).toBe(true);
});

it('may owe more than it holds, so that what took long is paid back', () => {
  const time = ownTime(10, 10);
  time.spend(1_000);
  time.pass(1_700);
  expect(time.isLeft()).toBe(false);
  time.pass(400);
  expect(time.isLeft()).toBe(true);
});
