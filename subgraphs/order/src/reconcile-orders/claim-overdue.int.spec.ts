import type { OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement } from '../../test/order-fixture.ts';
import { claimOverdue } from './claim-overdue.ts';

const ORDERS = 2_000;
const LIMIT = 20;

let shop: OrderFixture;
beforeAll(async () => {
  shop = await orderFixture();
});
afterAll(() => shop.drop());
beforeEach(async () => {
  for (const table of ['orders', 'order_check']) await shop.database.run(`DELETE FROM ${table}`);
  const engine = shop.engine({ maxGroup: 250, maxQueued: ORDERS });
  await Promise.all(Array.from({ length: ORDERS }, (_, index) => engine.place(placement('ann', `k${index}`))));
  shop.clock.advance(5_000);
});

/** The database, and how many orders each of its questions names. */
function counting() {
  const named: number[] = [];
  const database: Database = {
    ...shop.database,
    transaction: (work, options) =>
      shop.database.transaction(
        (tx) =>
          work({
            ...tx,
            rows(statement, values) {
              const [ids] = values ?? [];
              if (Array.isArray(ids)) named.push(ids.length);
              return tx.rows(statement, values);
            },
          }),
        options,
      ),
  };
  return { named, database };
}

it('claims each of many overdue orders once, and reads only some of them for one claim', async () => {
  const { named, database } = counting();
  const claimed: OrderId[] = [];
  for (let more = true; more; ) {
    const claim = await claimOverdue(database, shop.clock(), 15_000, LIMIT);
    claimed.push(...claim.claimed.map(({ id }) => id));
    more = claim.more;
  }
  expect([claimed.length, new Set(claimed).size]).toEqual([ORDERS, ORDERS]);
  expect(Math.max(...named)).toBeLessThanOrEqual(500);
  // Each order is read when the group it was placed with is split, and then with some neighbours: not once for every claim.
  expect(named.reduce((sum, orders) => sum + orders, 0)).toBeLessThanOrEqual(50 * ORDERS);
});

it('gives every order to one of many who claim at once, and leaves each named until its time', async () => {
  const all = await race(8, async () => {
    const claimed: OrderId[] = [];
    for (let empty = 0; empty < 3; ) {
      const { claimed: some } = await claimOverdue(shop.database, shop.clock(), 15_000, LIMIT);
      if (some.length === 0) empty++;
      claimed.push(...some.map(({ id }) => id));
    }
    return claimed;
  });
  const claimed = all.flatMap((one) => (one.status === 'fulfilled' ? one.value : [String(one.reason)]));
  expect([claimed.length, new Set(claimed).size]).toEqual([ORDERS, ORDERS]);
  shop.clock.advance(15_000);
  const again: OrderId[] = [];
  for (let more = true; more; ) {
    const claim = await claimOverdue(shop.database, shop.clock(), 15_000, 500);
    again.push(...claim.claimed.map(({ id }) => id));
    more = claim.more;
  }
  expect(new Set(again).size).toBe(ORDERS);
});

it('passes over settled orders a group at a time, and forgets the groups', async () => {
  await shop.database.run(`UPDATE orders SET status = 'REJECTED', due_at = NULL`);
  let claims = 0;
  for (let more = true; more; claims++) {
    const claim = await claimOverdue(shop.database, shop.clock(), 15_000, LIMIT);
    expect(claim.claimed).toEqual([]);
    more = claim.more;
  }
  expect([await shop.count('order_check'), claims <= ORDERS / 250 + 1]).toEqual([0, true]);
});
