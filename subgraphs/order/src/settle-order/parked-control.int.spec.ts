import type { Tx } from '@rushgraph/database';
import { silentLogger } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OrderFixture, orderFixture, placement, reserved } from '../../test/order-fixture.ts';
import { batchOf } from '../../test/streams-fixture.ts';
import { createResultHandler } from './consume-results.ts';
import { createSweepParked } from './sweep-parked.ts';

let shop: OrderFixture;
beforeAll(async () => {
  shop = await orderFixture();
});
afterAll(() => shop.drop());

/** A result comes, then its order, then the sweep. */
async function resultThenOrder(key: string, keepsParked: boolean): Promise<string | undefined> {
  const early = placement('ann', key);
  const handle = createResultHandler({ outbox: shop.outbox, now: shop.clock, metrics: shop.metrics });
  await shop.database.transaction((tx) => {
    const forgetful: Tx = {
      ...tx,
      run: async (statement, values) =>
        statement.includes('INTO parked_result') ? { affectedRows: 1, insertId: 0 } : tx.run(statement, values),
    };
    return handle(batchOf([reserved(early)]), keepsParked ? tx : forgetful);
  });
  await shop.engine().place(early);
  await createSweepParked({ ...shop, now: shop.clock, graceMs: 60_000, logger: silentLogger() })();
  return (await shop.reader.orders([early.id])).get(early.id)?.status;
}

it('confirms an order whose stock result came first', async () => {
  expect(await resultThenOrder('k1', true)).toBe('CONFIRMED');
});

it('control: with nothing parked the same order is left waiting', async () => {
  expect(await resultThenOrder('k2', false)).toBe('PENDING');
});
