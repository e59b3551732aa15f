import { expect, it } from 'vitest';
import { createGathering } from './gathering.ts';

/** Steps of so many records, one every so many milliseconds; answers how many of them were followed by a pause. */
function setUp() {
  let time = 0;
  let pauses = 0;
  const gathering = createGathering({
    busyPerSecond: 1_000,
    pauseMs: 10,
    monotonic: () => time,
    pause: async (milliseconds) => {
      expect(milliseconds).toBe(10);
      pauses++;
    },
  });
  return async (steps: number, records: number, everyMs: number): Promise<number> => {
    const before = pauses;
    for (let step = 0; step < steps; step++) {
      time += everyMs;
      await gathering.after(records, 500, everyMs);
    }
    return pauses - before;
  };
}

it('waits for nothing while few records come, however small the steps', async () => {
  const run = setUp();
  expect(await run(100, 9, 10)).toBe(0);
  expect(await run(100, 1, 2)).toBe(0);
});

it('pauses after each step once many have come for a while', async () => {
  const run = setUp();
  expect(await run(3, 15, 10)).toBe(0);
  expect(await run(100, 15, 10)).toBeGreaterThan(80);
  expect(await run(10, 15, 10)).toBe(10);
});

it('is at rest again after a quiet while', async () => {
  const run = setUp();
  await run(200, 50, 10);
  expect(await run(1, 100, 5_000)).toBe(0);
  expect(await run(2, 15, 10)).toBe(0);
});

it('does not take a single large step for a crowd', async () => {
  const run = setUp();
  await run(1, 1, 1_000);
  expect(await run(1, 5, 1)).toBe(0);
});

it('has no need to wait for more when steps are large as it is', async () => {
  const run = setUp();
  expect(await run(100, 250, 10)).toBe(0);
  expect(await run(10, 249, 10)).toBe(10);
});

it('pauses for no longer than until enough have come', async () => {
  let time = 0;
  const pauses: number[] = [];
  const gathering = createGathering({
    busyPerSecond: 100,
    pauseMs: 25,
    enough: 20,
    monotonic: () => time,
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  const run = async (perMs: number) => {
    for (let step = 0; step < 500; step++) {
      time += 10;
      await gathering.after(perMs * 10, 1_000);
    }
    return Math.round(pauses.at(-1) ?? 0);
  };
  expect(await run(0.5)).toBe(25);
  expect(await run(2)).toBe(10);
  expect(await run(10)).toBe(2);
});

it('counts the pause from the beginning of a step where it is told so', async () => {
  let time = 0;
  const paused: number[] = [];
  const gathering = createGathering({
    busyPerSecond: 100,
    pauseMs: 10,
    fromBeginning: true,
    monotonic: () => time,
    pause: async (milliseconds) => paused.push(milliseconds),
  });
  const crowd = async (tookMs: number) => {
    time += 100;
    await gathering.after(200, 500, tookMs);
  };
  for (const tookMs of [4, 9, 10, 25]) await crowd(tookMs);
  expect(paused).toEqual([6, 1]);
});
