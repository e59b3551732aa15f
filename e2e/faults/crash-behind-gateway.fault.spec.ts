import { eventually, faultRow, type Person } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { type Line, type PlaceOrderResult, placeOrderMutation, stockOf } from '../shop/orders.ts';
import { useSystem } from '../shop/use-system.ts';

const shop = useSystem({ only: ['user', 'item', 'order', 'gateway'] });
const ORDERS = 200;
const AT_ONCE = 16;
const STOCK = 150;
const KILL_AFTER = 60;

/** Places an order as a client with patience does: again with the same key until it is accepted. */
async function placeAtLast(buyer: Person, lines: readonly Line[], idempotencyKey: string): Promise<string> {
  return eventually(
    async () => {
      const variables = { input: { lines, idempotencyKey } };
      const { data, errors } = await buyer.graph<{ placeOrder: PlaceOrderResult }>(placeOrderMutation, variables);
      if (data?.placeOrder?.__typename !== 'PlaceOrderSuccess') throw new Error(JSON.stringify({ data, errors }));
      return data.placeOrder.order.id;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

faultRow(
  'order and item processes killed in the middle of 200 orders: every order ends, and the stock adds up',
  async () => {
    const buyer = await shop().given.customer();
    const items = [await shop().given.item({ stock: STOCK }), await shop().given.item({ stock: STOCK })];
    const [first, second] = items;
    if (first === undefined || second === undefined) throw new Error('no items');
    const victims = [shop().process('order'), shop().process('item')];
    const lines = [
      { itemId: first.id, quantity: 1 },
      { itemId: second.id, quantity: 1 },
    ];
    const numbers = Array.from({ length: ORDERS }, (_, number) => number)[Symbol.iterator]();
    const ids: string[] = [];
    let killing: Promise<unknown> | undefined;

    async function killAndRestart(): Promise<void> {
      await Promise.all(victims.map((victim) => victim.kill('SIGKILL')));
      await Promise.all(victims.map((victim) => victim.restart()));
      await Promise.all(victims.map((victim) => victim.waitReady()));
    }

    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const number of numbers) {
          ids.push(await placeAtLast(buyer, lines, `crash-${number}`));
          if (ids.length >= KILL_AFTER) killing ??= killAndRestart();
        }
      }),
    );
    await killing;

    expect(new Set(ids).size).toBe(ORDERS);
    await eventually(
      async () => {
        const counts = await countByEnd();
        const confirmed = counts.CONFIRMED ?? 0;
        expect(counts.PENDING).toBeUndefined();
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(ORDERS);
        for (const { id } of items) expect((await stockOf(buyer, id)) + confirmed).toBe(STOCK);
        // All others found nothing left, unless their time ran out while nobody could decide them.
        if (counts.TIMED_OUT === undefined) expect(counts).toEqual({ CONFIRMED: STOCK, SOLD_OUT: ORDERS - STOCK });
      },
      { timeoutMs: 60_000, everyMs: 200 },
    );
  },
);

/** How many orders there are in each state, the rejected ones by their reason. */
async function countByEnd(): Promise<Record<string, number>> {
  const rows = await shop()
    .database('order')
    .rows<{ end: string; count: number }>(
      'SELECT COALESCE(rejection_reason, status) AS end, COUNT(*) AS count FROM orders GROUP BY 1',
    );
  return Object.fromEntries(rows.map(({ end, count }) => [end, Number(count)]));
}
