import { deriveId, orderReleased, orderRequested, type StockResult, type UserId } from '@rushgraph/contracts';
import { type ConsumedRecord, createOutbox, InvalidEvent } from '@rushgraph/messaging';
import { seededIds, silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ItemFixture, item, itemFixture, order, request } from '../../test/item-fixture.ts';
import { createMergeKeeper } from '../keep-stock/merge/merge-keeper.ts';
import { createOrderHandler } from './consume-orders.ts';

type Handler = ReturnType<typeof createOrderHandler>;
type OrderRecord = Parameters<Handler>[0]['records'][number];

let shop: ItemFixture;
let handle: Handler;
beforeAll(async () => {
  shop = await itemFixture();
  const outbox = createOutbox({ source: 'item', newId: seededIds(2, shop.clock), now: shop.clock });
  handle = createOrderHandler({ keeper: createMergeKeeper(), outbox, now: shop.clock, logger: silentLogger() });
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

const userId = deriveId<UserId>('user', 'buyer');
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function record(definition: OrderRecord['definition'], name: string, data: OrderRecord['data']): OrderRecord {
  const metadata = { id: name, type: definition.type, source: 'order', time: '', subject: order(name), sequence: 1 };
  const traced: ConsumedRecord<unknown>['metadata'] = { ...metadata, traceparent: TRACE };
  return { definition, key: order(name), data, metadata: traced, offset: 0n, timestamp: 0 };
}

function requested(name: string, wanted: Record<string, number>): OrderRecord {
  return record(orderRequested, name, {
    ...request(name, wanted),
    userId,
    inputHash: 'h'.repeat(64),
    requestedAt: shop.clock().toISOString(),
  });
}
const ended = (name: string) => record(orderRequested, name, null);
const released = (name: string) =>
  record(orderReleased, name, { orderId: order(name), reason: 'CANCELLED', releasedAt: shop.clock().toISOString() });

const take = (...records: OrderRecord[]) => shop.database.transaction((tx) => handle({ records }, tx));

/** What is about to be published, oldest first. */
async function results(): Promise<StockResult[]> {
  const rows = await shop.database.rows<{ payload: Buffer }>('SELECT payload FROM outbox ORDER BY id');
  return rows.map(({ payload }) => JSON.parse(String(payload)));
}

it('answers every request of a batch in order, keyed by its order and in its trace', async () => {
  await shop.shelve('lamp', 3, 700);
  await take(requested('a', { lamp: 2 }), requested('b', { lamp: 2 }), requested('c', { ghost: 1 }));
  const decidedAt = shop.clock().toISOString();
  const unitPrice = { amount: 700, currency: 'KRW' };
  expect(await results()).toEqual([
    {
      outcome: 'RESERVED',
      orderId: order('a'),
      lines: [{ itemId: item('lamp'), quantity: 2, name: 'lamp', unitPrice }],
      decidedAt,
    },
    { outcome: 'REFUSED', orderId: order('b'), reason: 'SOLD_OUT', itemIds: [item('lamp')], decidedAt },
    { outcome: 'REFUSED', orderId: order('c'), reason: 'UNKNOWN_ITEM', itemIds: [item('ghost')], decidedAt },
  ]);
  const rows = await shop.database.rows<{ aggregateid: string; type: string; headers: string }>(
    'SELECT aggregateid, type, headers FROM outbox ORDER BY id',
  );
  expect(rows.map(({ aggregateid, type }) => [aggregateid, type])).toEqual(
    ['a', 'b', 'c'].map((name) => [order(name), 'commerce.stock.result.v1']),
  );
  expect(rows.map(({ headers }) => JSON.parse(headers))).toEqual(
    ['a', 'b', 'c'].map((name) => expect.objectContaining({ ce_subject: order(name), traceparent: TRACE })),
  );
});

it('answers a repeat again, in the batch and later, and takes nothing for it', async () => {
  await shop.shelve('lamp', 3);
  await take(requested('a', { lamp: 2 }), requested('a', { lamp: 2 }));
  shop.clock.advance(1_000);
  await take(requested('a', { lamp: 2 }));
  const [first, ...repeats] = await results();
  expect(repeats).toEqual([first, first]);
  expect(await shop.stockOf('lamp')).toBe(1);
  expect(await shop.imbalances()).toEqual([]);
});

it('takes the end of a pending order for no request', async () => {
  await shop.shelve('lamp', 3);
  await take(ended('a'), requested('b', { lamp: 1 }), ended('b'));
  expect(await results()).toMatchObject([{ orderId: order('b'), outcome: 'RESERVED' }]);
  expect(await shop.count('reservation')).toBe(1);
});

it('gives back without a word what was released, and refuses the request of what was released before', async () => {
  await shop.shelve('lamp', 3);
  await take(requested('a', { lamp: 2 }));
  await take(released('a'), released('early'), released('a'));
  expect(await results()).toHaveLength(1);
  expect(await shop.stockOf('lamp')).toBe(3);
  await take(requested('early', { lamp: 1 }));
  expect((await results())[1]).toMatchObject({ orderId: order('early'), outcome: 'REFUSED', reason: 'RELEASED' });
  expect(await shop.stockOf('lamp')).toBe(3);
  expect(await shop.imbalances()).toEqual([]);
});

it('refuses an order that names an item twice as unusable, before anything is done', async () => {
  await shop.shelve('lamp', 5);
  const twice = record(orderRequested, 'twice', {
    orderId: order('twice'),
    lines: [1, 2].map((quantity) => ({ itemId: item('lamp'), quantity })),
    userId,
    inputHash: 'h'.repeat(64),
    requestedAt: shop.clock().toISOString(),
  });
  const error = await take(requested('a', { lamp: 1 }), twice).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidEvent);
  expect(error).toMatchObject({ record: twice, reason: 'an item is named twice' });
  expect([await shop.stockOf('lamp'), await shop.count('reservation'), await shop.count('outbox')]).toEqual([5, 0, 0]);
});

it('takes nothing when the transaction around it fails', async () => {
  await shop.shelve('lamp', 5);
  const records = [requested('a', { lamp: 1 })];
  const failing = shop.database.transaction(async (tx) => {
    await handle({ records }, tx);
    throw new Error('the offset could not be moved');
  });
  await expect(failing).rejects.toThrow('the offset could not be moved');
  expect([await shop.stockOf('lamp'), await shop.count('reservation'), await shop.count('outbox')]).toEqual([5, 0, 0]);
  expect(await shop.imbalances()).toEqual([]);
});
