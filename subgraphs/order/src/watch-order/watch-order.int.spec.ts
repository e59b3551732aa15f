import { orderUpdated } from '@rushgraph/contracts';
import type { Viewer } from '@rushgraph/identity';
import { adminViewer, anonymous, eventually, followSubgraph, serviceViewer, signed } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customer, orderApp } from '../../test/order-app.ts';
import { item, type OrderFixture, orderFixture, placement, refused, reserved } from '../../test/order-fixture.ts';
import { updatedOrder } from './updated-order.ts';

let shop: OrderFixture;
let server: Awaited<ReturnType<typeof orderApp>>;
let origin: string;
beforeAll(async () => {
  shop = await orderFixture();
  server = await orderApp(shop);
  origin = await server.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await server.app.close();
  await shop.drop();
});

const query = `subscription ($id: ID!) { orderChanged(orderId: $id) { id status title lines { item { id } itemName } } }`;
const follow = (id: string, viewer: Viewer = customer('ann')) =>
  followSubgraph(origin, 'order', viewer, { query, variables: { id } });

/** Tells the feed what was recorded of an order, as the topic would: all of it, or the versions that are chosen. */
function tell(id: string, versions: readonly number[] = [1, 2, 3]): void {
  const events = shop.events.filter(({ type, subject }) => type === orderUpdated.type && subject === id);
  for (const version of versions) {
    const found = events.find(({ sequence }) => sequence === version);
    if (found !== undefined) shop.feed.tell(updatedOrder(orderUpdated.schema.parse(found.data)));
  }
}

async function placed(customerName: string, key: string) {
  const order = placement(customerName, key);
  await shop.engine().place(order);
  return order;
}

const lines = (...names: (string | null)[]) =>
  ['pen', 'ink'].map((name, index) => ({ item: { id: item(name) }, itemName: names[index] ?? null }));

describe('an order that is followed', () => {
  test('is told as it is, then as it becomes, and it is over when it is settled', async () => {
    const order = await placed('ann', 'k1');
    const stream = await follow(order.id);
    expect(await stream.next()).toEqual({
      data: { orderChanged: { id: order.id, status: 'PENDING', title: null, lines: lines() } },
    });
    await shop.settle(reserved(order));
    tell(order.id);
    expect(await stream.all()).toEqual([
      {
        data: {
          orderChanged: {
            id: order.id,
            status: 'CONFIRMED',
            title: 'Item 1 and 1 more',
            lines: lines('Item 1', 'Item 2'),
          },
        },
      },
      'complete',
    ]);
    expect(shop.feed.isWatched(order.id)).toBe(false);
  });

  test('that is settled already is told once', async () => {
    const order = await placed('ann', 'k2');
    await shop.settle(refused(order));
    const answers = await (await follow(order.id)).all();
    expect(answers).toEqual([
      { data: { orderChanged: { id: order.id, status: 'REJECTED', title: null, lines: lines() } } },
      'complete',
    ]);
  });

  test('never becomes older: what is told late, or twice, says nothing', async () => {
    const order = await placed('ann', 'k3');
    const states = await shop.feed.watch(order.id, customer('ann'));
    expect((await states?.next())?.value?.order.version).toBe(1);
    await shop.settle(reserved(order));
    tell(order.id, [1, 1, 2, 1]);
    expect((await states?.next())?.value?.order.version).toBe(2);
    expect(await states?.next()).toEqual({ done: true, value: undefined });
  });

  test('is seen settled although that happens between the look at it and the first event', async () => {
    const order = await placed('ann', 'k4');
    const { orders } = shop.reader;
    // What is read is the order before; the event of its end comes before what was read is used.
    const reader = Object.assign(shop.reader, {
      async orders(ids: Parameters<typeof orders>[0]) {
        const found = await orders(ids);
        await shop.settle(reserved(order));
        tell(order.id);
        return found;
      },
    });
    const states = await shop.feed.watch(order.id, customer('ann'));
    Object.assign(reader, { orders });
    expect((await states?.next())?.value?.order.status).toBe('CONFIRMED');
    expect(await states?.next()).toEqual({ done: true, value: undefined });
  });

  test('is read anew after a gap, so that what nobody told is seen', async () => {
    const order = await placed('ann', 'k5');
    const stream = await follow(order.id);
    await stream.next();
    await shop.settle(reserved(order));
    await shop.feed.readAnew();
    expect(await stream.all()).toMatchObject([{ data: { orderChanged: { status: 'CONFIRMED' } } }, 'complete']);
  });

  test('is forgotten when nobody follows it any more', async () => {
    const order = await placed('ann', 'k6');
    const stream = await follow(order.id);
    await stream.next();
    expect(shop.feed.isWatched(order.id)).toBe(true);
    stream.leave();
    await eventually(() => expect(shop.feed.isWatched(order.id)).toBe(false));
  });
});

describe('an order of somebody else', () => {
  test.each([
    ['another customer', customer('ben')],
    ['nobody', anonymous],
    ['a service', serviceViewer('mypage')],
  ])('is for %s as one that does not exist', async (_, viewer) => {
    const order = await placed('ann', 'foreign');
    const answers = await (await follow(order.id, viewer)).all();
    expect(answers).toEqual([
      {
        errors: [
          {
            message: 'There is no such order.',
            path: ['orderChanged'],
            locations: expect.anything(),
            extensions: { code: 'NOT_FOUND' },
          },
        ],
      },
      'complete',
    ]);
    for (const id of [item('none'), 'x']) expect(await (await follow(id, viewer)).all()).toEqual(answers);
    expect(shop.feed.isWatched(order.id)).toBe(false);
  });

  test('is followed by an administrator', async () => {
    const order = await placed('ann', 'foreign');
    const stream = await follow(order.id, adminViewer());
    expect(await stream.next()).toMatchObject({ data: { orderChanged: { status: 'PENDING' } } });
    stream.leave();
  });

  test('is not told although an event says that it has become theirs', async () => {
    const order = await placed('ann', 'stolen');
    const states = await shop.feed.watch(order.id, customer('ann'));
    await states?.next();
    const [event] = shop.events.filter(({ type, subject }) => type === orderUpdated.type && subject === order.id);
    const theirs = { ...orderUpdated.schema.parse(event?.data), userId: placement('ben', 'any').userId, version: 2 };
    shop.feed.tell(updatedOrder(theirs));
    await expect(states?.next()).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });
});

describe('what is no subscription', () => {
  test.each([
    ['a query', '{ order(id: "x") { id } }', 'BAD_USER_INPUT'],
    ['an unknown field', 'subscription { orders }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no document', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
  ])('is refused: %s', async (_, text, code) => {
    const response = await server.app.inject({
      method: 'POST',
      url: '/graphql/stream',
      headers: signed(customer('ann'), 'order'),
      payload: { query: text },
    });
    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([400, code]);
  });

  test('is refused without a signature before it is read', async () => {
    const response = await server.app.inject({ method: 'POST', url: '/graphql/stream', payload: { query } });
    expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});
