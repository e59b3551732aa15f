import { adminViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer, orderApp } from '../../test/order-app.ts';
import { type OrderFixture, orderFixture, placement, user } from '../../test/order-fixture.ts';
import { type StreamsFixture, streamsFixture } from '../../test/streams-fixture.ts';

let shop: OrderFixture;
let streams: StreamsFixture;
let server: Awaited<ReturnType<typeof orderApp>>;
beforeAll(async () => {
  shop = await orderFixture();
  streams = streamsFixture(shop);
  server = await orderApp(shop);
});
afterAll(async () => {
  await server.app.close();
  await shop.drop();
});
beforeEach(() => streams.reset());

const SHOW = 'query ($id: ID!) { order(id: $id) { id status title lines { quantity itemName } customer { id } } }';
const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename ... on OrderNotCancellableProblem { status }
} }`;

describe('an order that Kafka alone has', () => {
  const placed = placement('ann', 'k1');

  it('is shown to its customer and to an administrator, and to nobody else', async () => {
    await streams.engine().place(placed);
    const shown = {
      id: placed.id,
      status: 'PENDING',
      title: null,
      lines: [
        { quantity: 2, itemName: null },
        { quantity: 1, itemName: null },
      ],
      customer: { id: user('ann') },
    };
    expect((await server.graph(customer('ann'), SHOW, { id: placed.id })).data).toEqual({ order: shown });
    expect((await server.graph(adminViewer(), SHOW, { id: placed.id })).data).toEqual({ order: shown });
    expect((await server.graph(customer('ben'), SHOW, { id: placed.id })).data).toEqual({ order: null });
  });

  it('cannot be cancelled yet, and is not there for another customer', async () => {
    await streams.engine().place(placed);
    const input = { orderId: placed.id, idempotencyKey: 'c1' };
    expect((await server.graph(customer('ann'), CANCEL, { input })).data).toEqual({
      cancelOrder: { __typename: 'OrderNotCancellableProblem', status: 'PENDING' },
    });
    expect((await server.graph(customer('ben'), CANCEL, { input })).data).toEqual({
      cancelOrder: { __typename: 'OrderNotFoundProblem' },
    });
    expect(shop.events).toEqual([]);
  });
});

describe('the entry of an order', () => {
  it('goes by itself when it was never published, and stays a day when it was', async () => {
    const [begun, published] = [placement('ann', 'k1'), placement('ann', 'k2')];
    await shop.pending.register([begun], shop.clock(), 'one');
    await streams.engine().place(published);
    await shop.pending.markPublished([published.id]);
    expect(await shop.redis.pttl(`{order}:pending:${begun.id}`)).toBeLessThanOrEqual(60_000);
    expect(await shop.redis.pttl(`{order}:pending:${published.id}`)).toBeGreaterThan(23 * 60 * 60 * 1_000);
  });

  it('is no longer listed when it has expired', async () => {
    await shop.pending.register([placement('ann', 'k1')], shop.clock(), 'one');
    await shop.redis.del(`{order}:pending:${placement('ann', 'k1').id}`);
    expect(await shop.pending.page(user('ann'), 5)).toEqual([]);
  });

  it('does not come back by a late mark of its publication', async () => {
    const { id } = placement('ann', 'k1');
    await shop.pending.markPublished([id]);
    expect(await shop.redis.dbsize()).toBe(0);
  });
});
