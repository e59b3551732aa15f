import { join } from 'node:path';
import type { Database } from '@rushgraph/database';
import { seededRandom, testDatabase } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeSettings } from './change-settings.ts';
import {
  advanceWindows,
  emptyWindowState,
  foldWindows,
  type WindowInput,
  type WindowResult,
  type WindowSettings,
} from './window-state.ts';
import { createWindowStore } from './window-store.ts';

const sum = { initial: 0, add: (total: number, one: number) => total + one };
const START = Date.parse('2026-01-01T00:00:00.000Z');

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase(join(import.meta.dirname, '../../test/migrations')));
});
afterAll(() => drop());

const storeOf = (settings: WindowSettings) =>
  createWindowStore({ topology: 'sums', settings, aggregate: { parse: Number } });

/** What a consumer does with a batch, and with none: the windows of a partition in MySQL. */
function apply(partition: number, inputs: readonly WindowInput<number>[], now: number, settings: WindowSettings) {
  const store = storeOf(settings);
  return database.transaction(async (tx): Promise<readonly WindowResult<number>[]> => {
    const opened = await store.open(tx, partition, now);
    const reach = inputs.length === 0 ? undefined : { inputs, now };
    const before = await store.load(tx, partition, opened.state, reach);
    const step =
      inputs.length === 0 ? advanceWindows(before, now, settings) : foldWindows(before, inputs, now, settings, sum);
    await store.save(tx, partition, before, step.state);
    return [...opened.results, ...step.results];
  });
}

/** All that is stored of a partition. */
const stored = (partition: number, settings: WindowSettings) =>
  database.transaction(async (tx) => {
    const store = storeOf(settings);
    return store.load(tx, partition, (await store.open(tx, partition, START)).state);
  });

it.each([1, 2, 3])(
  'holds what the same records leave in memory, though it reads only what they can touch (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const upTo = (most: number) => Math.floor(random() * most);
    let settings = { sizeMs: 2_000, graceMs: 3_000, maxFutureMs: 20_000, idleAfterMs: 2_500 };
    let now = START;
    let state = emptyWindowState<number>(now);
    let results = 0;
    // Begins the partition at the time of the empty state.
    await apply(seed, [], START, settings);
    for (let round = 0; round < 150; round++) {
      now += random() < 0.05 ? upTo(120_000) - 60_000 : upTo(3_000);
      const expected: WindowResult<number>[] = [];
      if (random() < 0.05) {
        const next = { ...settings, sizeMs: 1_000 + upTo(3) * 500, graceMs: upTo(4) * 1_000 };
        const changed = changeSettings(state, settings, next);
        settings = next;
        state = changed.state;
        expected.push(...changed.results);
      }
      const inputs = Array.from({ length: upTo(7) }, () => ({
        key: `key ${upTo(4)}`,
        value: upTo(100) - 50,
        timestamp: random() < 0.2 ? null : now + upTo(12_000) - 9_000 + (random() < 0.05 ? 40_000 : 0),
      }));
      const step =
        inputs.length === 0 ? advanceWindows(state, now, settings) : foldWindows(state, inputs, now, settings, sum);
      state = step.state;
      expected.push(...step.results);
      expect(await apply(seed, inputs, now, settings)).toEqual(expected);
      results += expected.length;
      const { open, ...time } = await stored(seed, settings);
      expect({ ...time, open: [...open.values()].sort(byStart) }).toEqual({
        ...state,
        open: [...state.open.values()].sort(byStart),
      });
    }
    expect(results).toBeGreaterThan(50);
  },
);

it('tells keys apart by their bytes', async () => {
  const settings = { sizeMs: 1_000, graceMs: 0, maxFutureMs: 1_000, idleAfterMs: 1_000 };
  const keys = ['a', 'A', 'a ', 'ä', 'a\u0308'];
  await apply(
    9,
    keys.map((key, value) => ({ key, value, timestamp: START })),
    START,
    settings,
  );
  const { open } = await stored(9, settings);
  expect([...open.values()].map(({ key, aggregate }) => [key, aggregate]).toSorted()).toEqual(
    keys.map((key, value) => [key, value]).toSorted(),
  );
});

it('refuses to remove windows that were not read: their results would be lost', async () => {
  const settings = { sizeMs: 1_000, graceMs: 0, maxFutureMs: 100_000, idleAfterMs: 1_000 };
  await apply(
    8,
    [
      { key: 'a', value: 1, timestamp: START },
      { key: 'b', value: 1, timestamp: START },
    ],
    START,
    settings,
  );
  const store = storeOf(settings);
  const losing = database.transaction(async (tx) => {
    const { state } = await store.open(tx, 8, START);
    const before = await store.load(tx, 8, state);
    const half = { ...before, open: new Map([...before.open].slice(0, 1)) };
    const later = [{ key: 'c', value: 1, timestamp: START + 5_000 }];
    await store.save(tx, 8, half, foldWindows(half, later, START, settings, sum).state);
  });
  await expect(losing).rejects.toThrow('1 windows were closed, but 2 removed');
  expect((await stored(8, settings)).open.size).toBe(2);
});

function byStart(left: { start: number; key: string }, right: { start: number; key: string }): number {
  return left.start - right.start || (left.key < right.key ? -1 : 1);
}
