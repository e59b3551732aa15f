import { adminViewer, anonymous, serviceViewer } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, orderApp } from '../test/order-app.ts';
import { item, type OrderFixture, orderFixture, placement, reserved, user } from '../test/order-fixture.ts';

let shop: OrderFixture;
let server: Awaited<ReturnType<typeof orderApp>>;
const order = placement('ann', 'k1');
const pending = placement('ann', 'k2');

beforeAll(async () => {
  shop = await orderFixture();
  server = await orderApp(shop);
  await shop.engine().place(pending);
  await shop.engine().place(order);
  await shop.settle(reserved(order));
});
afterAll(async () => {
  await server.app.close();
  await shop.drop();
});

const viewers = {
  anonymous,
  owner: customer('ann'),
  other: customer('ben'),
  admin: adminViewer(),
  service: serviceViewer('mypage'),
};
type ViewerName = keyof typeof viewers;

/** What an operation answers: its data, or the code of its error. */
async function answer(viewer: ViewerName, query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await server.graph(viewers[viewer], query, variables);
  return errors?.[0]?.extensions?.code ?? data;
}

const ORDER_FIELDS = `id status title placedAt settledAt customer { id } total { amount currency }
  lines { item { id } itemName quantity unitPrice { amount currency } total { amount } } rejection { reason message items { id } }`;
const whole = {
  id: order.id,
  status: 'CONFIRMED',
  title: 'Item 1 and 1 more',
  placedAt: '2026-03-01T12:00:00.000Z',
  settledAt: '2026-03-01T12:00:00.000Z',
  customer: { id: user('ann') },
  total: { amount: 4_000, currency: 'KRW' },
  lines: [
    {
      item: { id: item('pen') },
      itemName: 'Item 1',
      quantity: 2,
      unitPrice: { amount: 1_000, currency: 'KRW' },
      total: { amount: 2_000 },
    },
    {
      item: { id: item('ink') },
      itemName: 'Item 2',
      quantity: 1,
      unitPrice: { amount: 2_000, currency: 'KRW' },
      total: { amount: 2_000 },
    },
  ],
  rejection: null,
};
const everyone: ViewerName[] = ['anonymous', 'owner', 'other', 'admin', 'service'];
const seenBy = (...names: ViewerName[]) => everyone.map((name) => [name, names.includes(name)] as const);

describe('Query.order, every field of it', () => {
  it.each(seenBy('owner', 'admin'))('%s sees it: %s', async (viewer, sees) => {
    const query = `query ($id: ID!) { order(id: $id) { ${ORDER_FIELDS} } }`;
    expect(await answer(viewer, query, { id: order.id })).toEqual({ order: sees ? whole : null });
  });

  it.each(everyone)('a missing or malformed id is null for %s', async (viewer) => {
    expect(await answer(viewer, `{ order(id: "${item('none')}") { id } }`)).toEqual({ order: null });
    expect(await answer(viewer, '{ order(id: "x") { id } }')).toEqual({ order: null });
  });
});

describe('an Order reached through another subgraph', () => {
  it.each(seenBy('owner', 'admin'))('%s sees it: %s', async (viewer, sees) => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Order { ${ORDER_FIELDS} } } }`;
    const representations = [
      { __typename: 'Order', id: order.id },
      { __typename: 'Order', id: 'x' },
    ];
    expect(await answer(viewer, query, { representations })).toEqual({ _entities: [sees ? whole : null, null] });
  });
});

describe('User.orders', () => {
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { id orders { nodes { id } } } } }';
  const representations = [{ __typename: 'User', id: user('ann') }];
  const ids = [order.id, pending.id].sort().reverse();

  it.each(['owner', 'admin'] as const)('are there for %s', async (viewer) => {
    const nodes = ids.map((id) => ({ id }));
    expect(await answer(viewer, query, { representations })).toEqual({
      _entities: [{ id: user('ann'), orders: { nodes } }],
    });
  });

  it('are null for another customer, like those of somebody who is not there', async () => {
    expect(await answer('other', query, { representations })).toEqual({
      _entities: [{ id: user('ann'), orders: null }],
    });
  });

  it.each(['anonymous', 'service'] as const)('need a signed-in customer: %s', async (viewer) => {
    expect(await answer(viewer, query, { representations })).toBe('UNAUTHENTICATED');
  });
});

describe('Query.me', () => {
  it.each([
    ['anonymous', null],
    ['owner', { id: user('ann') }],
    ['other', { id: user('ben') }],
    ['service', null],
  ] as const)('for %s', async (viewer, me) => {
    expect(await answer(viewer, '{ me { id } }')).toEqual({ me });
  });
});

describe('a pending order', () => {
  it('has neither names nor prices, nor a title or total', async () => {
    const query = `query ($id: ID!) { order(id: $id) { ${ORDER_FIELDS} } }`;
    expect(await answer('owner', query, { id: pending.id })).toMatchObject({
      order: {
        status: 'PENDING',
        title: null,
        total: null,
        settledAt: null,
        lines: [{ itemName: null, unitPrice: null, total: null }, { itemName: null }],
      },
    });
  });
});

const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on PlaceOrderSuccess { order { id status customer { id } lines { quantity } } }
  ... on Problem { code } ... on InvalidInputProblem { fields { path } } } }`;

describe('placeOrder', () => {
  const input = { lines: [{ itemId: item('pen'), quantity: 4 }], idempotencyKey: 'through-the-api' };

  it.each(['anonymous', 'service'] as const)('needs a signed-in customer: %s; nothing happens', async (viewer) => {
    const before = await shop.count('orders');
    expect(await answer(viewer, PLACE, { input })).toBe('UNAUTHENTICATED');
    expect(await shop.count('orders')).toBe(before);
  });

  it.each(['owner', 'other', 'admin'] as const)('makes an order of the caller: %s', async (viewer) => {
    const caller = viewers[viewer];
    expect(await answer(viewer, PLACE, { input })).toMatchObject({
      placeOrder: {
        __typename: 'PlaceOrderSuccess',
        order: { status: 'PENDING', customer: { id: caller.id }, lines: [{ quantity: 4 }] },
      },
    });
  });

  it('tells a reused key and every wrong field', async () => {
    const other = { ...input, lines: [{ itemId: item('pen'), quantity: 5 }] };
    expect(await answer('owner', PLACE, { input: other })).toMatchObject({
      placeOrder: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    const wrong = { lines: [...input.lines, { itemId: 'x', quantity: 0 }], idempotencyKey: 'new' };
    expect(await answer('owner', PLACE, { input: wrong })).toEqual({
      placeOrder: {
        __typename: 'InvalidInputProblem',
        code: 'INVALID_INPUT',
        fields: [{ path: 'lines.1.itemId' }, { path: 'lines.1.quantity' }],
      },
    });
  });
});

const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename ... on CancelOrderSuccess { order { id status } } ... on Problem { code } ... on OrderNotCancellableProblem { status } } }`;

describe('cancelOrder', () => {
  const input = { orderId: order.id, idempotencyKey: 'c1' };

  it.each(['anonymous', 'service'] as const)('needs a signed-in customer: %s', async (viewer) => {
    expect(await answer(viewer, CANCEL, { input })).toBe('UNAUTHENTICATED');
  });

  it.each(['other', 'admin'] as const)('does not find the order of somebody else: %s', async (viewer) => {
    expect(await answer(viewer, CANCEL, { input })).toEqual({
      cancelOrder: { __typename: 'OrderNotFoundProblem', code: 'ORDER_NOT_FOUND' },
    });
  });

  it.each(['x', item('none')])('finds no order %s', async (orderId) => {
    expect(await answer('owner', CANCEL, { input: { ...input, orderId } })).toMatchObject({
      cancelOrder: { code: 'ORDER_NOT_FOUND' },
    });
  });

  it('tells the owner why, and cancels the confirmed one', async () => {
    expect(await answer('owner', CANCEL, { input: { ...input, orderId: pending.id } })).toEqual({
      cancelOrder: { __typename: 'OrderNotCancellableProblem', code: 'ORDER_NOT_CANCELLABLE', status: 'PENDING' },
    });
    const success = { cancelOrder: { __typename: 'CancelOrderSuccess', order: { id: order.id, status: 'CANCELLED' } } };
    expect(await answer('owner', CANCEL, { input })).toEqual(success);
    expect(await answer('owner', CANCEL, { input })).toEqual(success);
    expect(await answer('owner', CANCEL, { input: { ...input, orderId: pending.id } })).toMatchObject({
      cancelOrder: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await answer('owner', CANCEL, { input: { ...input, idempotencyKey: '' } })).toMatchObject({
      cancelOrder: { code: 'INVALID_INPUT' },
    });
  });
});
