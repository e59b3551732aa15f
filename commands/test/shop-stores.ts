import { join } from 'node:path';
import { topics } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { collectionsOf, createMyPageStore, foldBatch } from '@rushgraph/mypage/pages';
import { type TestKafka, testDatabase, testKafka, testMongo, testRedis } from '@rushgraph/testkit';
import type { DatabaseService } from '../src/verify/addresses.ts';

export const NOW = new Date('2026-03-01T12:00:00.000Z');
export const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
export const id = (name: string) => name.toUpperCase().padEnd(26, '0');

const root = join(import.meta.dirname, '..', '..');
const filled: Readonly<Record<DatabaseService, readonly string[]>> = {
  user: ['user', 'refresh_session', 'refresh_token', 'outbox'],
  item: ['item', 'stock_ledger', 'reservation', 'stock_delta', 'stock_parked', 'stream_window', 'outbox'],
  order: ['orders', 'parked_result', 'outbox'],
  coupon: ['campaign', 'coupon', 'outbox'],
};

/** The stores of a small shop in which every invariant holds. */
export async function shopStores() {
  const open = (service: DatabaseService) => testDatabase(join(root, 'subgraphs', service, 'migrations'));
  const opened = {
    user: await open('user'),
    item: await open('item'),
    order: await open('order'),
    coupon: await open('coupon'),
  };
  const kafka = testKafka();
  const redis = await testRedis();
  const mongo = await testMongo();
  await kafka.createTopics(topics.filter(({ name }) => name.endsWith('.dlq')));
  const { user, item, order, coupon } = opened;
  return {
    user: user.database,
    item: item.database,
    order: order.database,
    coupon: coupon.database,
    kafka,
    addresses: {
      mysql: { user: user.url, item: item.url, order: order.url, coupon: coupon.url },
      kafka: { brokers: kafka.brokers.join(','), topicPrefix: kafka.topicPrefix },
      redis: { url: redis.url, isCluster: false },
      mongodb: mongo.url,
    },
    pages: mongo.db.collection<{ _id: string }>(collectionsOf(1).pages),
    /** Empties all tables and fills them with the healthy shop. */
    async refill() {
      for (const [service, { database }] of Object.entries(opened)) {
        for (const table of filled[service as DatabaseService]) await database.run(`DELETE FROM ${table}`);
      }
      await fillItem(item.database);
      await fillOrder(order.database);
      await fillCoupon(coupon.database);
      await fillUser(user.database);
      await mongo.db.dropDatabase();
      await fillPages(createMyPageStore(mongo.db));
    },
    async drop() {
      for (const { drop } of Object.values(opened)) await drop();
      await redis.drop();
      await mongo.drop();
      await kafka.drop();
    },
  };
}

export type ShopStores = Awaited<ReturnType<typeof shopStores>>;

export const insert = (database: Database, table: string, columns: string, ...rows: readonly unknown[][]) =>
  database.run(`INSERT INTO ${table} (${columns}) VALUES ?`, [rows]);

const LEDGER = 'item_id, quantity, cause, reference, balance_after, created_at';
export const ledger = (database: Database, ...rows: [item: string, quantity: number, cause: string, of: string][]) =>
  insert(
    database,
    'stock_ledger',
    LEDGER,
    ...rows.map(([of, quantity, cause, reference]) => [id(of), quantity, cause, id(reference), 0, NOW]),
  );

const sold = (lines: Record<string, number>) =>
  JSON.stringify(
    Object.entries(lines).map(([name, quantity]) => ({
      itemId: id(name),
      quantity,
      name,
      unitPrice: { amount: 100, currency: 'KRW' },
    })),
  );

/** `bought` and `back` were decided under the row lock; by the gate of the phone `gated`, `folded`, `moving`: ever less far. */
async function fillItem(item: Database): Promise<void> {
  await insert(
    item,
    'item',
    'id, name, price_amount, price_currency, stock, created_at',
    [id('lamp'), 'lamp', 100, 'KRW', 7, NOW],
    [id('desk'), 'desk', 100, 'KRW', 10, NOW],
    [id('phone'), 'phone', 100, 'KRW', 18, NOW],
  );
  await ledger(
    item,
    ['lamp', 10, 'REGISTER', 'lamp'],
    ['desk', 10, 'REGISTER', 'desk'],
    ['phone', 20, 'REGISTER', 'phone'],
    ['lamp', -3, 'ORDER', 'bought'],
    ['desk', -1, 'ORDER', 'bought'],
    ['desk', -1, 'ORDER', 'back'],
    ['desk', 1, 'RELEASE', 'back'],
    ['desk', 1, 'RESTOCK', 'delivery'],
    ['phone', -2, 'WINDOW', 'window1'],
  );
  await insert(
    item,
    'reservation',
    'order_id, outcome, reason, line_items, item_ids, decided_at, released_at',
    [id('bought'), 'RESERVED', null, sold({ lamp: 3, desk: 1 }), '[]', ago(600), null],
    [id('back'), 'RESERVED', null, sold({ desk: 1 }), '[]', ago(600), ago(300)],
    [id('gated'), 'RESERVED', null, sold({ phone: 2 }), '[]', ago(600), null],
    [id('folded'), 'RESERVED', null, sold({ phone: 1 }), '[]', ago(4), null],
    [id('moving'), 'RESERVED', null, sold({ phone: 4 }), '[]', ago(2), null],
    [id('sad'), 'REFUSED', 'SOLD_OUT', '[]', JSON.stringify([id('lamp')]), ago(600), null],
    [id('early'), 'RELEASED', null, '[]', '[]', ago(600), ago(600)],
  );
  await insert(
    item,
    'stock_delta',
    'item_id, order_id, cause, quantity, decided_at, state',
    [id('phone'), id('gated'), 'ORDER', -2, ago(600), 'COUNTED'],
    [id('phone'), id('folded'), 'ORDER', -1, ago(4), 'COUNTED'],
    [id('phone'), id('moving'), 'ORDER', -4, ago(2), 'RECORDED'],
  );
  await insert(item, 'stream_window', 'topology, partition_id, window_start, window_key, aggregate, records', [
    'stock',
    0,
    NOW.getTime(),
    id('phone'),
    '-1',
    1,
  ]);
}

async function fillOrder(order: Database): Promise<void> {
  const columns =
    'id, user_id, status, version, input_hash, inserted_by, line_items, total_amount, currency, placed_at, settled_at, rejection_reason, due_at';
  const row = (
    name: string,
    lines: Record<string, number>,
    status: string,
    total: number | null,
    placed: number,
    reason: string | null = null,
  ) => [
    id(name),
    id('ann'),
    status,
    1,
    '0'.repeat(64),
    id(name),
    sold(lines),
    total,
    total === null ? null : 'KRW',
    ago(placed),
    status === 'PENDING' ? null : ago(500),
    reason,
    status === 'PENDING' ? NOW : null,
  ];
  await insert(
    order,
    'orders',
    columns,
    // In another order than they are reserved.
    row('bought', { desk: 1, lamp: 3 }, 'CONFIRMED', 400, 600),
    row('back', { desk: 1 }, 'CANCELLED', 100, 600),
    row('gated', { phone: 2 }, 'CONFIRMED', 200, 600),
    row('folded', { phone: 1 }, 'CONFIRMED', 100, 4),
    row('moving', { phone: 4 }, 'PENDING', null, 2),
    row('sad', { lamp: 99 }, 'REJECTED', null, 600, 'SOLD_OUT'),
    row('early', { lamp: 1 }, 'REJECTED', null, 600, 'TIMED_OUT'),
  );
}

async function fillCoupon(coupon: Database): Promise<void> {
  await insert(
    coupon,
    'campaign',
    'id, name, discount_amount, currency, mode, quantity, issued, opens_at, closes_at, created_at',
    [id('spring'), 'spring', 100, 'KRW', 'DIRECT', 2, 2, ago(600), NOW, ago(600)],
    [id('summer'), 'summer', 100, 'KRW', 'DIRECT', 2, 0, ago(600), NOW, ago(600)],
  );
  await insert(
    coupon,
    'coupon',
    'id, campaign_id, user_id, status, version, issued_at',
    [id('one'), id('spring'), id('ann'), 'ISSUED', 1, NOW],
    [id('two'), id('spring'), id('bob'), 'ISSUED', 1, NOW],
  );
}

async function fillUser(user: Database): Promise<void> {
  await insert(user, 'user', 'id, email, name, password_hash, roles, version, created_at', [
    id('ann'),
    'ann@shop.local',
    'Ann',
    '-',
    '["CUSTOMER"]',
    1,
    NOW,
  ]);
  await insert(user, 'refresh_session', 'id, user_id, created_at, expires_at', [id('s'), id('ann'), NOW, NOW]);
  await insert(
    user,
    'refresh_token',
    'token_hash, session_id, created_at, expires_at, spent_at',
    ['spent', id('s'), NOW, NOW, NOW],
    ['fresh', id('s'), NOW, NOW, null],
  );
}

/** What the events of all these rows are folded into. */
async function fillPages(store: ReturnType<typeof createMyPageStore>): Promise<void> {
  const time = NOW.toISOString();
  const told = { kind: 'told', userId: id('ann'), time, profile: null, orders: null, coupons: null } as const;
  const statuses = {
    bought: 'CONFIRMED',
    back: 'CANCELLED',
    gated: 'CONFIRMED',
    folded: 'CONFIRMED',
    moving: 'PENDING',
    sad: 'REJECTED',
    early: 'REJECTED',
  } as const;
  const orders = Object.entries(statuses).map(([name, status]) => ({
    ...{ id: id(name), at: time, version: 1, status },
    ...{ title: null, total: null },
  }));
  const discount = { amount: 100, currency: 'KRW' } as const;
  const coupon = { id: id('one'), at: time, version: 1, status: 'ISSUED', campaignName: 'spring', discount } as const;
  await foldBatch(store, [
    { ...told, profile: { version: 1, name: 'Ann', email: 'ann@shop.local' } },
    { ...told, orders },
    { ...told, coupons: [coupon] },
    { kind: 'erased', userId: id('gone'), time },
  ]);
}

/** Sets a record aside as a consumer of the group would. */
export async function setAside({ kafka, topicPrefix }: TestKafka, topic: string, group: string): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const headers = {
    dlq_topic: topic,
    dlq_group: group,
    dlq_partition: '0',
    dlq_offset: '7',
    dlq_reason: 'odd',
    dlq_time: NOW.toISOString(),
    dlq_key: 'text',
  };
  await producer.send({ topic: `${topicPrefix}${topic}.${group}.dlq`, messages: [{ key: 'k', value: '{', headers }] });
  await producer.disconnect();
}
