import { createDatabase } from '@rushgraph/database';
import { seededIds, silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement, reserved } from '../../test/order-fixture.ts';
import { kindsOf, type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import { loadOrders } from '../db/load-orders.ts';
import type { OrderEngine } from '../order/placement.ts';
import { createPendingOrders } from '../pending-orders/pending-orders.ts';
import { createEngineChoice } from './choose-engine.ts';
import { EngineUnavailable } from './engine-unavailable.ts';
import { createOutboxEngine } from './outbox-engine.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
const nowhere = createDatabase({ url: 'mysql://root@127.0.0.1:1/none' });
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
});
afterAll(async () => {
  await nowhere.close();
  await shop.drop();
});
beforeEach(() => streams.reset());

const placed = placement('ann', 'k1');
const settings = {
  groupWaitMs: 1,
  maxGroup: 100,
  maxQueued: 100,
  maxInFlight: 2,
  checkAfterMs: 5_000,
  commitTimeoutMs: 10_000,
};
const outboxWithoutMysql = () =>
  createOutboxEngine({ ...shop, database: nowhere, newId: seededIds(7), now: shop.clock, settings });
const choice = (streamsShare: number, outbox = shop.engine(), engine: OrderEngine = streams.engine()) =>
  createEngineChoice({ outbox, streams: engine, streamsShare, logger: silentLogger(), metrics: shop.metrics });

async function expectOneOrder() {
  await streams.consume(reserved(placed), reserved(placed));
  expect(await shop.count('orders')).toBe(1);
  expect((await loadOrders(shop.database, [placed.id])).get(placed.id)).toMatchObject({
    status: 'CONFIRMED',
    version: 2,
  });
  expect(shop.events.filter(({ data }) => data?.status === 'CONFIRMED')).toHaveLength(1);
  expect(await shop.redis.dbsize()).toBe(0);
}

describe('an order of the streams engine', () => {
  it('is placed with the outbox engine when Kafka does not take it', async () => {
    streams.beforeSend = () => Promise.reject(new Error('no broker'));
    expect(await choice(100).place(placed)).toMatchObject({ kind: 'placed', order: { status: 'PENDING' } });
    expect(streams.sent).toEqual([]);
    await expectOneOrder();
  });

  it('is one order when Kafka has it after all, of the instant at which it was first asked for', async () => {
    const placedAt = shop.clock();
    streams.beforeSend = async (records) => {
      streams.sent.push(...records);
      shop.clock.advance(3_000);
      throw new Error('the acknowledgement was lost');
    };
    expect(await choice(100).place(placed)).toMatchObject({ kind: 'placed', order: { placedAt } });
    expect(kindsOf(streams.sent)).toHaveLength(2);
    expect(shop.kinds()).toHaveLength(2);
    await expectOneOrder();
  });

  it('is one order when its result comes before the other engine has placed it', async () => {
    const outbox = shop.engine();
    const late: OrderEngine = {
      ...outbox,
      async place(placement) {
        await streams.consume(reserved(placed));
        return outbox.place(placement);
      },
    };
    streams.beforeSend = async (records) => {
      streams.sent.push(...records);
      throw new Error('the acknowledgement was lost');
    };
    expect(await choice(100, late).place(placed)).toMatchObject({ kind: 'placed', order: { status: 'CONFIRMED' } });
    await expectOneOrder();
  });

  it('control: with an id of each attempt’s own it would be two orders, each with stock of its own', async () => {
    const outbox = shop.engine();
    const another = placement('ann', 'another attempt');
    const renaming: OrderEngine = { ...outbox, place: (one) => outbox.place({ ...one, id: another.id }) };
    streams.beforeSend = async (records) => {
      streams.sent.push(...records);
      throw new Error('the acknowledgement was lost');
    };
    await choice(100, renaming).place(placed);
    await streams.consume(reserved(placed), reserved(another));
    expect(await shop.count('orders')).toBe(2);
  });

  it('is placed with the outbox engine when Redis is away', async () => {
    const broken = shop.redis.duplicate({ lazyConnect: true, enableOfflineQueue: false });
    const blind = streams.engine({ pending: createPendingOrders(broken) });
    expect(await choice(100, shop.engine(), blind).place(placed)).toMatchObject({ kind: 'placed' });
    await expectOneOrder();
  });

  it('is refused with the reason when nothing answers', async () => {
    streams.beforeSend = () => Promise.reject(new Error('no broker'));
    await expect(choice(100, outboxWithoutMysql()).place(placed)).rejects.toMatchObject({ name: 'NoConnection' });
    expect(await shop.redis.dbsize()).toBe(0);
  });
});

describe('an order of the outbox engine', () => {
  it('is placed with the streams engine when MySQL is away', async () => {
    const engine = streams.engine({ database: nowhere });
    expect(await choice(0, outboxWithoutMysql(), engine).place(placed)).toMatchObject({ kind: 'placed' });
    expect(await shop.count('orders')).toBe(0);
    await expectOneOrder();
  });

  it('is refused when Kafka is away too', async () => {
    streams.beforeSend = () => Promise.reject(new Error('no broker'));
    await expect(choice(0, outboxWithoutMysql()).place(placed)).rejects.toBeInstanceOf(EngineUnavailable);
  });

  it('does not touch the other engine otherwise, nor for a fault that is the order’s own', async () => {
    await choice(0).place(placed);
    await expect(choice(0).place(placement('ann', 'k2', { pen: -1 }))).rejects.toThrow();
    expect(streams.sent).toEqual([]);
    expect(await shop.redis.dbsize()).toBe(0);
  });
});
