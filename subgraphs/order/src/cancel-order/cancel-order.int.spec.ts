import { type Database, isCheckViolation } from '@rushgraph/database';
import { race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type OrderFixture,
  orderFixture,
  orderId,
  placement,
  refused,
  reserved,
  user,
} from '../../test/order-fixture.ts';
import { loadOrders } from '../db/load-orders.ts';
import type { Cancellation } from '../order/cancellation.ts';
import { cancelOrder } from './cancel-order.ts';

let shop: OrderFixture;
beforeAll(async () => {
  shop = await orderFixture();
});
afterAll(() => shop.drop());
beforeEach(async () => {
  for (const table of ['orders', 'idempotency_key']) await shop.database.run(`DELETE FROM ${table}`);
  shop.events.length = 0;
});

const cancel = (key: string, idempotencyKey: string, overrides: Partial<Cancellation> = {}) =>
  cancelOrder(
    { database: shop.database, outbox: shop.outbox, now: shop.clock, reader: shop.reader },
    { orderId: orderId('ann', key), userId: user('ann'), idempotencyKey, traceparent: undefined, ...overrides },
  );
const statusOf = async (key: string) =>
  (await loadOrders(shop.database, [orderId('ann', key)])).get(orderId('ann', key))?.status;

async function place(key: string, result?: (placed: ReturnType<typeof placement>) => ReturnType<typeof reserved>) {
  const placed = placement('ann', key);
  await shop.engine().place(placed);
  if (result !== undefined) await shop.settle(result(placed));
  shop.events.length = 0;
}

describe('cancelling an order', () => {
  it('ends a confirmed one and gives its stock back', async () => {
    await place('k1', reserved);
    expect(await cancel('k1', 'c1')).toMatchObject({ kind: 'cancelled', order: { status: 'CANCELLED', version: 3 } });
    expect(shop.kinds()).toEqual(['commerce.order.updated.v2', 'commerce.order.released.v1']);
    expect(shop.events.map(({ sequence }) => sequence)).toEqual([3, 3]);
    expect(shop.events[0]?.data).toMatchObject({ status: 'CANCELLED', version: 3, title: 'Item 1 and 1 more' });
    expect(shop.events[1]?.data).toMatchObject({ orderId: orderId('ann', 'k1'), reason: 'CANCELLED' });
  });

  it('is done once for 16 requests at once with one key, and all are told the same', async () => {
    await place('k1', reserved);
    const ended = await race(16, () => cancel('k1', 'c1'));
    const kinds = ended.map((one) => (one.status === 'fulfilled' ? one.value.kind : one.reason));
    expect(kinds).toEqual(Array(16).fill('cancelled'));
    expect(shop.kinds()).toEqual(['commerce.order.updated.v2', 'commerce.order.released.v1']);
  });

  it('is won by one of 16 requests at once with keys of their own', async () => {
    await place('k1', reserved);
    const ended = await race(16, (index) => cancel('k1', `c${index}`));
    const kinds = ended.map((one) => (one.status === 'fulfilled' ? one.value.kind : one.reason));
    expect(kinds.filter((kind) => kind === 'cancelled')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'not-cancellable')).toHaveLength(15);
    expect(shop.kinds()).toHaveLength(2);
  });

  it('is refused in every other state, and nothing happens', async () => {
    await place('pending');
    await place('rejected', refused);
    await place('cancelled', reserved);
    await cancel('cancelled', 'c1');
    shop.events.length = 0;
    expect(await cancel('pending', 'c2')).toEqual({ kind: 'not-cancellable', status: 'PENDING' });
    expect(await cancel('rejected', 'c3')).toEqual({ kind: 'not-cancellable', status: 'REJECTED' });
    expect(await cancel('cancelled', 'c4')).toEqual({ kind: 'not-cancellable', status: 'CANCELLED' });
    expect(shop.events).toEqual([]);
    expect([await statusOf('pending'), await statusOf('rejected')]).toEqual(['PENDING', 'REJECTED']);
  });

  it('does not use a key up by refusing: the same key works once the order is confirmed', async () => {
    await place('k1');
    expect(await cancel('k1', 'c1')).toEqual({ kind: 'not-cancellable', status: 'PENDING' });
    expect(await shop.count('idempotency_key')).toBe(0);
    await shop.settle(reserved(placement('ann', 'k1')));
    expect(await cancel('k1', 'c1')).toMatchObject({ kind: 'cancelled' });
  });

  it('refuses a key that cancelled another order', async () => {
    await place('k1', reserved);
    await place('k2', reserved);
    await cancel('k1', 'c1');
    expect(await cancel('k2', 'c1')).toEqual({ kind: 'key-reused' });
    expect(await statusOf('k2')).toBe('CONFIRMED');
  });

  it('does not find what is missing or of somebody else', async () => {
    await place('k1', reserved);
    expect(await cancel('k1', 'c1', { userId: user('ben') })).toEqual({ kind: 'not-found' });
    expect(await cancel('no-such', 'c1')).toEqual({ kind: 'not-found' });
    expect(await statusOf('k1')).toBe('CONFIRMED');
    expect(shop.events).toEqual([]);
  });
});

describe('the guard of a cancellation', () => {
  /** The database as if the condition on the status were not in the statement. */
  const unguarded = (): Database => ({
    ...shop.database,
    transaction: (work, options) =>
      shop.database.transaction(
        (tx) =>
          work({
            ...tx,
            run: (statement, values) => tx.run(statement.replace('`orders`.`status` in (?)', `'' <> ?`), values),
          }),
        options,
      ),
  });
  const cancelUnguarded = (key: string, idempotencyKey: string) =>
    cancelOrder(
      { database: unguarded(), outbox: shop.outbox, now: shop.clock, reader: shop.reader },
      { orderId: orderId('ann', key), userId: user('ann'), idempotencyKey, traceparent: undefined },
    );

  it('is what refuses a second one: without it the stock would be given back twice', async () => {
    await place('k1', reserved);
    await cancelUnguarded('k1', 'c1');
    await cancelUnguarded('k1', 'c2');
    expect(shop.kinds().filter((kind) => kind === 'commerce.order.released.v1')).toHaveLength(2);
  });

  it('has the CHECK of the table behind it for a pending order', async () => {
    await place('k1');
    const failure = await cancelUnguarded('k1', 'c1').catch((error: unknown) => error);
    expect(isCheckViolation(failure)).toBe(true);
    expect(await statusOf('k1')).toBe('PENDING');
  });
});
