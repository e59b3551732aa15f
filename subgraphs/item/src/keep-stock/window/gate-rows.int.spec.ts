import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { item, order, request } from '../../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../../test/window-fixture.ts';
import { loadLeft } from './gate-rows.ts';

let shop: WindowFixture;
beforeAll(async () => {
  shop = await windowFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.reset());

const SETTLED = 3_000;

/** Many deltas that windows have written long ago. */
async function settle(): Promise<void> {
  const at = shop.clock();
  const deltas = Array.from({ length: SETTLED }, (_, index) => {
    return [item('lamp'), order(`old ${index}`), 'ORDER', -1, at, 'COUNTED'];
  });
  const ledger = deltas.map((_, index) => [item('lamp'), -1, 'WINDOW', `old ${index}`, 0, at]);
  await shop.database.run('INSERT INTO stock_delta (item_id, order_id, cause, quantity, decided_at, state) VALUES ?', [
    deltas,
  ]);
  await shop.database.run(
    'INSERT INTO stock_ledger (item_id, quantity, cause, reference, balance_after, created_at) VALUES ?',
    [ledger],
  );
}

it('finds what is left in deltas, open windows and parked results alone, however many were settled before', async () => {
  await shop.shelve('lamp', 50);
  await settle();
  await shop.decide([request('o', { lamp: 3 })], shop.window);
  await shop.database.run(
    `INSERT INTO stream_window (topology, partition_id, window_start, window_key, aggregate, records) VALUES (?)`,
    [['stock', 0, 0, Buffer.from(item('lamp')), '-4', 2]],
  );
  await shop.database.run('INSERT INTO stock_parked (item_id, reference, quantity, parked_at) VALUES (?)', [
    [item('lamp'), 'parked', -5, shop.clock()],
  ]);
  const read = await shop.rival.transaction(async (tx) => {
    const reads = async () => {
      const rows = await tx.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
      return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
    };
    const before = await reads();
    expect(await loadLeft(tx, [item('lamp')])).toEqual(new Map([[item('lamp'), 50 - 3 - 4 - 5]]));
    return (await reads()) - before;
  });
  expect(read).toBeLessThan(SETTLED / 10);
  await shop.database.run('DELETE FROM stream_window');
  await shop.database.run('DELETE FROM stock_parked');
});
