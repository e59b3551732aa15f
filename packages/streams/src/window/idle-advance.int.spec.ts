import { join } from 'node:path';
import type { Database } from '@rushgraph/database';
import { eventually, fixedClock, silentLogger, testDatabase } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepResults, settings } from '../../test/window-fixture.ts';
import { createIdleAdvance, type IdleAdvance } from './idle-advance.ts';
import { windowMetrics } from './window-metrics.ts';
import { foldWindows } from './window-state.ts';
import { createWindowStore } from './window-store.ts';

const store = createWindowStore({ topology: 'sums', settings, aggregate: { parse: Number } });
let database: Database;
let drop: () => Promise<void>;
let clock: ReturnType<typeof fixedClock>;
const started: IdleAdvance[] = [];

beforeEach(async () => {
  ({ database, drop } = await testDatabase(join(import.meta.dirname, '../../test/migrations')));
  clock = fixedClock('2026-01-01T00:00:00.000Z');
});
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
  await drop();
});

function member(owner: string, onResults = keepResults) {
  const registry = new Registry();
  const fatal: unknown[] = [];
  const idle = createIdleAdvance({
    database,
    store,
    settings,
    owner,
    onResults,
    now: clock,
    tickMs: 60_000,
    logger: silentLogger(),
    measure: windowMetrics(registry, 'sums'),
    onFatal: (error) => fatal.push(error),
  });
  started.push(idle);
  return { ...idle, registry, fatal };
}

/** One record in partition 0, now. */
async function count(value: number): Promise<void> {
  await database.transaction(async (tx) => {
    const at = clock().getTime();
    const { state } = await store.open(tx, 0, at);
    const before = await store.load(tx, 0, state);
    const sum = { initial: 0, add: (total: number, one: number) => total + one };
    const inputs = [{ key: 'a', value, timestamp: at }];
    await store.save(tx, 0, before, foldWindows(before, inputs, at, settings, sum).state);
  });
}

const totals = async () =>
  (await database.rows<{ total: number }>('SELECT total FROM window_total')).map((one) => one.total);
const owner = async () => (await database.rows<{ owner: string }>('SELECT owner FROM stream_time'))[0]?.owner;

it('closes what is idle, for the owner alone: a member that was cut off is refused', async () => {
  const [cutOff, present] = [member('cut off'), member('present')];
  cutOff.confirm([0]);
  await eventually(async () => expect(await owner()).toBe('cut off'));
  await count(5);
  present.confirm([0]);
  await eventually(async () => expect(await owner()).toBe('present'));
  clock.advance(7_000);
  await cutOff.tick();
  expect(await totals()).toEqual([]);
  expect(await cutOff.registry.metrics()).toContain('outcome="refused"} 1');
  await present.tick();
  expect(await totals()).toEqual([5]);
  expect(await present.registry.metrics()).toContain('outcome="done"} 1');
});

it('does not ask for what was taken from it until the broker confirms it again', async () => {
  const one = member('one');
  one.confirm([0]);
  await eventually(async () => expect(await owner()).toBe('one'));
  await count(5);
  await database.run("UPDATE stream_time SET owner = 'another'");
  clock.advance(7_000);
  await one.tick();
  await one.tick();
  expect(await owner()).toBe('another');
  expect(await one.registry.metrics()).toContain('outcome="refused"} 1');
  one.confirm([0]);
  await eventually(async () => expect(await owner()).toBe('one'));
  // What was idle before it had the partition does not count: the records of that time may be waiting on the topic.
  await one.tick();
  expect(await totals()).toEqual([]);
  clock.advance(7_000);
  await one.tick();
  expect(await totals()).toEqual([5]);
});

it('lets a partition go that is not among the confirmed', async () => {
  const one = member('one');
  one.confirm([0]);
  await eventually(async () => expect(await owner()).toBe('one'));
  await count(5);
  one.confirm([]);
  clock.advance(7_000);
  await one.tick();
  expect(await totals()).toEqual([]);
});

it('gives one result though two of the same owner close the same window at once', async () => {
  const [one, two] = [member('same'), member('same')];
  one.confirm([0]);
  two.confirm([0]);
  await eventually(async () => expect(await owner()).toBe('same'));
  await count(5);
  clock.advance(7_000);
  await Promise.all([one.tick(), two.tick()]);
  expect(await totals()).toEqual([5]);
});

it('says so when results cannot be taken, and closes nothing', async () => {
  const one = member('one', () => Promise.reject(new TypeError('a bug')));
  one.confirm([0]);
  await eventually(async () => expect(await owner()).toBe('one'));
  await count(5);
  clock.advance(7_000);
  await one.tick();
  expect(one.fatal).toMatchObject([{ message: 'a bug' }]);
  expect(await database.rows('SELECT aggregate FROM stream_window')).toEqual([{ aggregate: '5' }]);
});
