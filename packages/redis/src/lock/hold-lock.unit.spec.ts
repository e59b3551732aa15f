import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { holdLock, type Lease } from './hold-lock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A lock of 300 ms that was asked for just now, and what was asked of its lease and told to the log. */
function setUp({ longestMs = 10_000, ...answers }: Partial<Lease> & { readonly longestMs?: number } = {}) {
  const asked: string[] = [];
  const told: unknown[] = [];
  const held = holdLock({
    keys: ['a'],
    tokens: new Map([['a', 1]]),
    leaseMs: 300,
    longestMs,
    startedAt: performance.now(),
    onReleased: () => asked.push('released'),
    logger: { warn: (_fields: unknown, text?: string) => told.push(text) },
    lock: {
      extend(ms) {
        asked.push(`extend ${ms}`);
        return answers.extend?.(ms) ?? Promise.resolve();
      },
      unlock() {
        asked.push('unlock');
        return answers.unlock?.() ?? Promise.resolve();
      },
    },
  });
  return { held, asked, told };
}

const refuse = () => Promise.reject(new Error('no'));

it('is extended at every third of its lease, and so outlasts it', async () => {
  const { held, asked } = setUp();
  await vi.advanceTimersByTimeAsync(950);
  expect([held.stillHeld(), asked]).toEqual([true, Array(9).fill('extend 300')]);
});

it('control: without an extension it is over with its lease', async () => {
  const { held } = setUp({ extend: () => Promise.withResolvers().promise });
  await vi.advanceTimersByTimeAsync(294);
  expect(held.stillHeld()).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(held.stillHeld()).toBe(false);
});

it('is lost at the first extension that fails, and says so once', async () => {
  const { held, asked, told } = setUp({ extend: refuse });
  await vi.advanceTimersByTimeAsync(99);
  expect(held.stillHeld()).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([held.stillHeld(), asked, told]).toEqual([
    false,
    ['extend 300'],
    ['a lock was lost before its holder released it'],
  ]);
});

it('is given up when it has lasted too long', async () => {
  const { held, asked } = setUp({ longestMs: 250 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect([held.stillHeld(), asked]).toEqual([false, ['extend 300', 'extend 300']]);
});

it('is released once, and extended no more, not even when an extension was under way', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { held, asked, told } = setUp({ extend: () => promise });
  await vi.advanceTimersByTimeAsync(100);
  await held.release();
  await held.release();
  resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([held.stillHeld(), asked, told]).toEqual([false, ['extend 300', 'unlock', 'released'], []]);
});

it('tries to release once, and throws nothing when that fails', async () => {
  const { held, asked, told } = setUp({ unlock: refuse });
  await held.release();
  expect([asked, told]).toEqual([['unlock', 'released'], ['could not release a lock; it ends with its lease']]);
});
