import { stockDelta, stockDeltaLate } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { createTumblingWindow, type TumblingWindowOptions } from '@rushgraph/streams';
import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type DeltaFixture, deltaFixture } from '../../test/delta-fixture.ts';
import { createResultApplier } from './apply-results.ts';
import { admitDeltas, type Delta, sendRoundAgain } from './count-deltas.ts';
import { itemIdOf } from './create-delta-window.ts';

type Options = TumblingWindowOptions<Delta, Delta, number>;

let shop: DeltaFixture;
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  shop = await deltaFixture();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await shop.drop();
});

/** The window of the item service, with one protection taken off. */
async function startWithout(protection: Partial<Pick<Options, 'admit' | 'onSide'>>): Promise<void> {
  const metrics = createMetrics('item', { defaults: false });
  const apply = createResultApplier({ now: shop.clock, logger: silentLogger(), metrics });
  const { kafka, topicPrefix, groupPrefix } = shop.kafka;
  const window = createTumblingWindow<Delta, Delta, number>({
    database: shop.database,
    outbox: shop.outbox,
    kafka,
    topicPrefix,
    groupPrefix,
    group: 'item-window',
    topology: 'stock',
    instanceId: 'control',
    definitions: [stockDelta, stockDeltaLate],
    sessionTimeoutMs: 1_500,
    settings: { sizeMs: 2_000, graceMs: 5_000, maxFutureMs: 5_000, idleAfterMs: 2_000 },
    aggregation: { initial: 0, add: (sum, { quantity }) => sum + quantity },
    aggregate: z.int(),
    input: ({ definition, data }) => ({
      value: data,
      timestamp: definition.type === stockDeltaLate.type ? null : Date.parse(data.decidedAt),
    }),
    admit: admitDeltas,
    onSide: (side, tx) => sendRoundAgain(side, tx, shop.outbox),
    onResults: (results, tx) =>
      apply(
        results.map(({ id, key, aggregate }) => ({ itemId: itemIdOf(key), reference: id, quantity: aggregate })),
        tx,
      ),
    now: shop.clock,
    logger: silentLogger(),
    metrics,
    onFatal: (error) => shop.fatal.push(error),
    ...protection,
  });
  stops.push(() => window.stop());
  await window.start();
}

/** 100 pieces less 1, less 2 that come late, less 4 from the future, all of it on the topic twice: 93 must be left. */
async function stockAfter({ records }: { readonly records: number }): Promise<number> {
  await shop.shelve('hot', 100);
  const take = (order: string, quantity: number, inMs: number) => ({ order, item: 'hot', quantity: -quantity, inMs });
  const all = [take('on time', 1, 4_900), take('late', 2, -60_000), take('ahead', 4, 3_600_000)];
  await shop.decide(...all);
  await shop.relay();
  await eventually(async () => expect(await shop.count('outbox')).toBe(0));
  await shop.publish(all, { id: 'again' });
  await eventually(async () => {
    const [taken] = await shop.database.rows<{ n: string }>('SELECT SUM(next_offset) AS n FROM consumer_offset');
    expect([Number(taken?.n), await shop.count('outbox')]).toEqual([records, 0]);
  });
  await eventually(async () => {
    shop.clock.advance(1_000);
    expect(await shop.count('stream_window')).toBe(0);
  });
  return shop.stockOf('hot');
}

it('leaves what must be left with both protections', async () => {
  await startWithout({});
  expect(await stockAfter({ records: 3 + 3 + 2 })).toBe(93);
});

it('sells too much when what is late or ahead is dropped, as the original does', async () => {
  await startWithout({ onSide: async () => undefined });
  expect(await stockAfter({ records: 3 + 3 })).toBe(99);
  // And nobody could tell: all is marked as counted.
  expect(await shop.account()).toMatchObject({ counted: -7, applied: -1 });
});

it('sells too little when what is on the topic twice is counted twice', async () => {
  await startWithout({ admit: async (records) => records });
  expect(await stockAfter({ records: 3 + 3 + 4 })).toBe(86);
});
