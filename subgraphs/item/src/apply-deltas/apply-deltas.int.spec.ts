import { deadLetterTopic, stockDelta } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DeltaFixture, deltaFixture } from '../../test/delta-fixture.ts';
import { item } from '../../test/item-fixture.ts';
import { createResultApplier } from './apply-results.ts';

let shop: DeltaFixture;
beforeEach(async () => {
  shop = await deltaFixture();
});
afterEach(() => shop.drop());

const START = Date.parse('2026-03-01T12:00:00.000Z');
const id = (of: string, inMs: number) => `${item(of)}:${START + inMs}`;
const take = (order: string, of: string, quantity: number, inMs = 0) => ({
  order,
  item: of,
  quantity: -quantity,
  inMs,
});
const giveBack = (order: string, of: string, quantity: number, inMs = 0) => ({
  ...take(order, of, -quantity, inMs),
  cause: 'RELEASE' as const,
});

/** Lets the wall clock go on until everything is closed. */
async function settle(): Promise<void> {
  await eventually(async () => {
    shop.clock.advance(1_000);
    const { RECORDED = 0, LATE = 0 } = await shop.states();
    expect([RECORDED, LATE, await shop.count('stream_window')]).toEqual([0, 0, 0]);
  });
}

it('moves stock once per item and window by what the gate has decided', async () => {
  await Promise.all([shop.shelve('hot', 100), shop.shelve('cold', 10), shop.relay(), shop.startWindow()]);
  await shop.decide(
    take('a', 'hot', 2),
    take('a', 'cold', 1),
    take('b', 'hot', 3, 1_999),
    giveBack('a', 'hot', 2, 1_000),
  );
  await shop.decide(take('c', 'hot', 7, 2_000));
  await eventually(async () => expect(await shop.states()).toEqual({ COUNTED: 5 }));
  expect(await shop.stockOf('hot')).toBe(100);
  await settle();
  expect(await shop.ledger('hot')).toEqual([
    [-3, id('hot', 0), 97],
    [-7, id('hot', 2_000), 90],
  ]);
  expect(await shop.ledger('cold')).toEqual([[-1, id('cold', 0), 9]]);
  expect([await shop.stockOf('hot'), await shop.stockOf('cold')]).toEqual([90, 9]);
  expect(await shop.imbalances()).toEqual([]);
});

it('counts what is late, and what is ahead, when it comes back', async () => {
  await Promise.all([shop.shelve('hot', 100), shop.relay()]);
  const { metrics } = await shop.startWindow();
  await shop.decide(take('a', 'hot', 1), take('b', 'hot', 2, 4_900));
  await shop.decide(take('late', 'hot', 4, -60_000), take('ahead', 'hot', 8, 3_600_000));
  await eventually(async () => expect(await shop.states()).toEqual({ COUNTED: 4 }));
  expect(await shop.account()).toEqual({ counted: -15, applied: 0, parked: 0, open: -15 });
  const counts = await metrics();
  for (const [outcome, n] of [
    ['late', 1],
    ['future', 1],
    ['counted', 4],
    ['repeated', 0],
  ])
    expect(counts).toContain(`window_records_total{topology="stock",outcome="${outcome}",service="item"} ${n}`);
  await settle();
  expect(await shop.ledger('hot')).toEqual([
    [-1, id('hot', 0), 99],
    [-14, id('hot', 4_000), 85],
  ]);
  expect(await shop.imbalances()).toEqual([]);
});

it('counts a delta once, as often as it comes and wherever', async () => {
  await Promise.all([shop.shelve('hot', 100), shop.relay()]);
  const first = await shop.startWindow();
  const all = [take('a', 'hot', 1), take('b', 'hot', 2, 4_900), take('late', 'hot', 4, -60_000)];
  await shop.decide(...all);
  await shop.publish([...all, ...all], { id: 'another' });
  await eventually(async () => expect(await shop.states()).toEqual({ COUNTED: 3 }));
  await first.stop();
  // A group that Kafka does not know, on offsets that are forgotten: both topics are read again from their start.
  await shop.database.run('UPDATE consumer_offset SET next_offset = 0');
  const second = await shop.startWindow({ groupPrefix: `${shop.kafka.groupPrefix}again.` });
  await eventually(async () => expect(await second.metrics()).toContain('outcome="repeated",service="item"} 10'));
  await settle();
  expect(await shop.stockOf('hot')).toBe(93);
  expect(await shop.account()).toMatchObject({ counted: -7, applied: -7 });
});

it('sets aside what no gate has recorded', async () => {
  await Promise.all([shop.shelve('hot', 100), shop.relay()]);
  const setAside: string[] = [];
  const watcher = shop.kafka.kafka.consumer({ groupId: `${shop.kafka.groupPrefix}watcher`, maxWaitTimeInMs: 20 });
  await watcher.connect();
  const topic = shop.kafka.topicPrefix + deadLetterTopic(stockDelta.topic, 'item-window');
  await watcher.subscribe({ topic, fromBeginning: true });
  await watcher.run({ eachMessage: async ({ message }) => void setAside.push(String(message.headers?.dlq_reason)) });
  try {
    await shop.decide(take('a', 'hot', 1));
    await shop.publish([take('unknown', 'hot', 5)]);
    await shop.publish([take('a', 'hot', 50)]);
    await shop.publish([take('a', 'hot', 1)], { key: item('cold') });
    await shop.startWindow();
    await eventually(() =>
      expect(setAside.toSorted()).toEqual([
        'no gate has recorded this delta',
        'the gate has recorded a quantity of -1',
        'the key is not the id of the item',
      ]),
    );
    await settle();
    expect(await shop.stockOf('hot')).toBe(99);
  } finally {
    await watcher.disconnect();
  }
});

it('parks a result that would take more than is there, and applies it when that has come back', async () => {
  await Promise.all([shop.shelve('hot', 5), shop.shelve('cold', 5), shop.relay()]);
  const { metrics } = await shop.startWindow();
  // Two gates whose clocks differ: what one let go, the other has given away before.
  await shop.decide(take('a', 'hot', 5), take('b', 'hot', 4, 2_500), take('b', 'cold', 1, 2_500));
  await settle();
  expect([await shop.stockOf('hot'), await shop.stockOf('cold')]).toEqual([0, 4]);
  expect(await shop.account()).toEqual({ counted: -10, applied: -6, parked: -4, open: 0 });
  expect(await shop.database.rows('SELECT reference, quantity FROM stock_parked')).toEqual([
    { reference: id('hot', 2_000), quantity: -4 },
  ]);
  await eventually(async () =>
    expect(await metrics()).toContain('stock_window_results_total{outcome="parked",service="item"} 1'),
  );
  await shop.decide(giveBack('a', 'hot', 5));
  await settle();
  expect(await shop.stockOf('hot')).toBe(1);
  expect(await shop.account()).toEqual({ counted: -5, applied: -5, parked: 0, open: 0 });
  expect(await shop.imbalances()).toEqual([]);
});

it('applies a result once, and parks it once, though it is given again', async () => {
  await shop.shelve('hot', 5);
  const apply = createResultApplier({
    now: shop.clock,
    logger: silentLogger(),
    metrics: createMetrics('item', { defaults: false }),
  });
  const sums = [
    { itemId: item('hot'), reference: 'one', quantity: -2 },
    { itemId: item('hot'), reference: 'too much', quantity: -4 },
    { itemId: item('nowhere'), reference: 'one', quantity: -1 },
  ];
  for (let time = 0; time < 3; time++) await shop.database.transaction((tx) => apply(sums, tx));
  expect(await shop.ledger('hot')).toEqual([[-2, 'one', 3]]);
  expect([await shop.stockOf('hot'), await shop.count('stock_parked')]).toEqual([3, 2]);
});
