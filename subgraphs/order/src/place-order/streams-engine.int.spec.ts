import { createDatabase } from '@rushgraph/database';
import { partitionKeyOf } from '@rushgraph/messaging';
import { gate, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type OrderFixture,
  orderFixture,
  orderId,
  placement,
  refused,
  reserved,
  settledOf,
  user,
  won,
} from '../../test/order-fixture.ts';
import { kindsOf, type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';
import { loadOrders } from '../db/load-orders.ts';
import { createPendingOrders } from '../pending-orders/pending-orders.ts';
import { EngineUnavailable } from './engine-unavailable.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
});
afterAll(() => shop.drop());
beforeEach(() => streams.reset());

const pair = ['commerce.order.requested.v1', 'commerce.order.updated.v2'];
const away = { database: createDatabase({ url: 'mysql://root@127.0.0.1:1/none' }) };

describe('placing an order in Kafka', () => {
  it('publishes both events and writes nothing to MySQL; the order can be read at once, with its lines', async () => {
    const placed = placement('ann', 'k1');
    const outcome = await streams.engine().place(placed);
    expect(outcome).toMatchObject({
      kind: 'placed',
      order: { id: placed.id, userId: user('ann'), status: 'PENDING', version: 1, placedAt: shop.clock() },
    });
    expect(kindsOf(streams.sent)).toEqual(pair);
    expect(streams.sent.map(({ key }) => key)).toEqual([placed.id, placed.id]);
    expect(streams.sent.map(partitionKeyOf)).toEqual([placed.id, placed.userId]);
    expect(streams.sent[0]?.headers).toMatchObject({ ce_subject: placed.id, ce_sequence: '1', ce_source: 'order' });
    expect([await shop.count('orders'), await shop.count('outbox')]).toEqual([0, 0]);
    if (outcome.kind !== 'placed') throw new Error('not placed');
    expect((await shop.reader.orders([placed.id])).get(placed.id)).toEqual(outcome.order);
    expect((await shop.reader.lines([placed.id])).get(placed.id)).toMatchObject(placed.lines);
  });

  it('is readable before it is published', async () => {
    const placed = placement('ann', 'k1');
    let seen: unknown;
    streams.beforeSend = async () => {
      seen = (await shop.reader.orders([placed.id])).get(placed.id)?.status;
    };
    await streams.engine().place(placed);
    expect(seen).toBe('PENDING');
  });

  it('is one order and one pair of events for 64 requests at once with one key', async () => {
    const engine = streams.engine();
    const ended = await race(64, () => engine.place(placement('ann', 'same')));
    const ids = ended.map((one) =>
      one.status === 'fulfilled' && one.value.kind === 'placed' ? one.value.order.id : one,
    );
    expect(new Set(ids)).toEqual(new Set([orderId('ann', 'same')]));
    expect(kindsOf(streams.sent)).toEqual(pair);
  });

  it('is one row and equal requests for 64 requests through four processes', async () => {
    const engines = [1, 2, 3, 4].map(() => streams.engine());
    await race(64, async (index) => engines[index % 4]?.place(placement('ann', 'same')));
    const requests = streams.sent.filter(({ topic }) => topic === pair[0]);
    expect(new Set(requests.map(({ value }) => value)).size).toBe(1);
    await streams.consume(reserved(placement('ann', 'same')));
    expect(await shop.count('orders')).toBe(1);
  });

  it('answers a repeat with the same order and publishes nothing, while it is pending and when it is settled', async () => {
    const engine = streams.engine();
    const placed = placement('ann', 'k1');
    const first = await engine.place(placed);
    shop.clock.advance(1_000);
    expect(await engine.place(placed)).toEqual(first);
    await streams.consume(reserved(placed));
    expect(await engine.place(placed)).toMatchObject({ kind: 'placed', order: { status: 'CONFIRMED', version: 2 } });
    expect(kindsOf(streams.sent)).toEqual(pair);
    expect(await shop.redis.dbsize()).toBe(0);
  });

  it('answers a repeat with the row when whoever settled the order died before its entry was gone', async () => {
    const engine = streams.engine();
    const [sold, pending] = [placement('ann', 'k1'), placement('ann', 'k2')];
    await Promise.all([engine.place(sold), engine.place(pending)]);
    await shop.pending.markPublished([sold.id, pending.id]);
    const { onSettled } = streams;
    streams.onSettled = () => undefined;
    await streams.consume(reserved(sold));
    streams.onSettled = onSettled;
    expect(await engine.place(sold)).toMatchObject({ kind: 'placed', order: { status: 'CONFIRMED', version: 2 } });
    expect(await engine.place(pending)).toMatchObject({ kind: 'placed', order: { status: 'PENDING' } });
    expect(await shop.redis.keys('{order}:pending:*')).toEqual([`{order}:pending:${pending.id}`]);
    expect(kindsOf(streams.sent)).toEqual([...pair, ...pair]);
  });

  it('refuses a key that belongs to other lines: at once, before there is a row, and after', async () => {
    const engine = streams.engine();
    const other = placement('ann', 'k1', { pen: 3 });
    const together = await Promise.all([engine.place(placement('ann', 'k1')), engine.place(other)]);
    expect(together.map(({ kind }) => kind)).toEqual(['placed', 'key-reused']);
    expect(await streams.engine().place(other)).toEqual({ kind: 'key-reused' });
    await streams.consume(reserved(placement('ann', 'k1')));
    expect(await engine.place(other)).toEqual({ kind: 'key-reused' });
    expect(kindsOf(streams.sent)).toEqual(pair);
  });

  it('is the order that the outbox engine has placed, and that engine knows this one’s', async () => {
    const [first, second] = [placement('ann', 'k1'), placement('ann', 'k2')];
    await shop.engine().place(first);
    expect(await streams.engine().place(first)).toMatchObject({ kind: 'placed', order: { id: first.id } });
    expect(streams.sent).toEqual([]);
    expect(await shop.redis.dbsize()).toBe(0);
    await streams.engine().place(second);
    await streams.consume(reserved(second));
    shop.events.length = 0;
    expect(await shop.engine().place(second)).toMatchObject({ kind: 'placed', order: { status: 'CONFIRMED' } });
    expect(shop.events).toEqual([]);
  });

  it('fails, leaving nothing to be read, when Kafka does not take it; a repeat places it', async () => {
    const placed = placement('ann', 'k1');
    streams.beforeSend = () => Promise.reject(new Error('no broker'));
    await expect(streams.engine().place(placed)).rejects.toBeInstanceOf(EngineUnavailable);
    expect((await shop.reader.orders([placed.id])).size).toBe(0);
    expect(await shop.redis.dbsize()).toBe(0);
    streams.beforeSend = async () => undefined;
    expect(await streams.engine().place(placed)).toMatchObject({ kind: 'placed' });
  });

  it('does not take away what another request has published meanwhile', async () => {
    const placed = placement('ann', 'k1');
    const { passed, open } = gate();
    const reached = gate();
    streams.beforeSend = async () => {
      reached.open();
      await passed;
      throw new Error('no broker');
    };
    const failing = streams.engine().place(placed);
    await reached.passed;
    streams.beforeSend = async () => undefined;
    await streams.engine().place(placed);
    open();
    await expect(failing).rejects.toBeInstanceOf(EngineUnavailable);
    expect((await shop.reader.orders([placed.id])).get(placed.id)).toMatchObject({ status: 'PENDING' });
  });

  it('fails when Redis is away, and publishes nothing', async () => {
    const broken = shop.redis.duplicate({ lazyConnect: true, enableOfflineQueue: false });
    const engine = streams.engine({ pending: createPendingOrders(broken) });
    await expect(engine.place(placement('ann', 'k1'))).rejects.toBeInstanceOf(EngineUnavailable);
    expect(streams.sent).toEqual([]);
  });

  it('goes on when MySQL is away', async () => {
    expect(await streams.engine(away).place(placement('ann', 'k1'))).toMatchObject({ kind: 'placed' });
  });
});

describe('the result of an order that has no row', () => {
  it('inserts it in its final state, ends its request, tells of it and takes it out of Redis', async () => {
    const [sold, soldOut] = [placement('ann', 'k1'), placement('ann', 'k2')];
    const engine = streams.engine();
    await Promise.all([engine.place(sold), engine.place(soldOut)]);
    const placedAt = shop.clock();
    shop.clock.advance(40);
    await streams.consume(reserved(sold), refused(soldOut), reserved(sold));
    const orders = await loadOrders(shop.database, [sold.id, soldOut.id]);
    expect(orders.get(sold.id)).toMatchObject({
      status: 'CONFIRMED',
      version: 2,
      title: 'Item 1 and 1 more',
      total: won(4_000),
      placedAt,
      settledAt: shop.clock(),
    });
    expect(orders.get(soldOut.id)).toMatchObject({ status: 'REJECTED', version: 2, rejection: { reason: 'SOLD_OUT' } });
    expect(shop.kinds()).toEqual([
      'commerce.order.updated.v2',
      'commerce.order.requested.v1 †',
      'commerce.order.updated.v2',
      'commerce.order.requested.v1 †',
    ]);
    expect(await shop.redis.dbsize()).toBe(0);
  });

  it('settles each order once however many consumers race over the same results', async () => {
    const placements = ['k1', 'k2', 'k3', 'k4', 'k5'].map((key) => placement('ann', key));
    const engine = streams.engine();
    await Promise.all(placements.map((one) => engine.place(one)));
    const ended = await race(8, (index) =>
      streams.consume(...placements.map((one) => (index % 2 === 0 ? reserved(one) : refused(one)))),
    );
    expect(ended.map(({ status }) => status)).toEqual(Array(8).fill('fulfilled'));
    expect(settledOf(shop.events).size).toBe(5);
    expect(await shop.count('orders')).toBe(5);
  });

  it('takes a request out of the table again that was published once more after the end, and tells again how it ended', async () => {
    const placed = placement('ann', 'k1');
    await streams.engine().place(placed);
    await streams.consume(reserved(placed));
    shop.events.length = 0;
    expect(streams.table().size).toBe(1);
    await streams.consume(reserved(placed));
    expect(shop.kinds()).toEqual(['commerce.order.requested.v1 †', 'commerce.order.updated.v2']);
    expect(shop.events[1]?.data).toMatchObject({ status: 'CONFIRMED', version: 2 });
    expect(await shop.count('orders')).toBe(1);
  });
});
