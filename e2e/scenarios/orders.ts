import { expectProblem, expectSuccess, type Person, race, type TestSystem } from '@rushgraph/testkit';
import { beforeAll, expect, test } from 'vitest';
import { cancelOrder, orderOf, placeOrder, showOrder, stockOf } from '../shop/orders.ts';

/** What customers see of the ends that an order can have. */
export function orders(shop: () => TestSystem): void {
  // Two rounds. The item service decides such races in batches, which its own tests and the oversell runs do by the thousand.
  const LAST_PIECES = 20;
  let ada: Person;
  let bob: Person;

  beforeAll(async () => {
    [ada, bob] = await Promise.all([shop().given.customer({ name: 'Ada' }), shop().given.customer({ name: 'Bob' })]);
  });

  test('an order for more than there is is rejected and takes nothing, not even of its other lines', async () => {
    const scarce = await shop().given.item({ name: 'Scarce', stock: 3 });
    const plenty = await shop().given.item({ name: 'Plenty', stock: 100 });
    const order = await orderOf(
      ada,
      [
        { itemId: plenty.id, quantity: 1 },
        { itemId: scarce.id, quantity: 4 },
      ],
      'too-much',
    );
    expect(order).toMatchObject({ status: 'REJECTED', rejection: { reason: 'SOLD_OUT', items: [{ id: scarce.id }] } });
    expect([await stockOf(ada, scarce.id), await stockOf(ada, plenty.id)]).toEqual([3, 100]);
  });

  test('an order for an unknown item is rejected', async () => {
    const unknown = '0000000000000000000000NXNE';
    const order = await orderOf(ada, [{ itemId: unknown, quantity: 1 }], 'unknown');
    expect(order).toMatchObject({ status: 'REJECTED', rejection: { reason: 'UNKNOWN_ITEM' } });
  });

  test(`of two customers racing for the last piece exactly one wins, ${LAST_PIECES} times`, async () => {
    const pieces = [];
    for (let count = 0; count < LAST_PIECES; count++) pieces.push(await shop().given.item({ name: 'Last', stock: 1 }));
    for (let start = 0; start < LAST_PIECES; start += 10) {
      const round = pieces.slice(start, start + 10);
      const runs = await race(round.length * 2, async (index) => {
        const piece = round[index >> 1];
        if (piece === undefined) throw new Error('no such piece');
        const lines = [{ itemId: piece.id, quantity: 1 }];
        return { piece: piece.id, order: await orderOf(index % 2 === 0 ? ada : bob, lines, `last-${piece.id}`) };
      });
      const orders = runs.map((run) => {
        if (run.status === 'rejected') throw run.reason;
        return run.value;
      });
      for (const { id } of round) {
        const [winner, loser] = orders
          .filter(({ piece }) => piece === id)
          .map(({ order }) => order)
          .sort((one, other) => (one.status < other.status ? -1 : 1));
        expect(winner?.status).toBe('CONFIRMED');
        expect(loser).toMatchObject({ status: 'REJECTED', rejection: { reason: 'SOLD_OUT' } });
        expect(await stockOf(ada, id)).toBe(0);
      }
    }
  });

  test("another customer's order is not there, nor can it be cancelled", async () => {
    const item = await shop().given.item({ stock: 5 });
    const order = await orderOf(ada, [{ itemId: item.id, quantity: 1 }], 'mine');
    expect(await showOrder(bob, order.id)).toBeNull();
    expectProblem(await cancelOrder(bob, order.id, 'not-mine'), 'ORDER_NOT_FOUND');
    expect(await showOrder(ada, order.id)).toMatchObject({ status: 'CONFIRMED' });
    expect(await showOrder(await shop().given.admin(), order.id)).toMatchObject({ id: order.id });
    expect(await stockOf(ada, item.id)).toBe(4);
  });

  test('the same idempotency key is the same order; with other input it is a problem', async () => {
    const item = await shop().given.item({ stock: 10 });
    const lines = [{ itemId: item.id, quantity: 2 }];
    const runs = await race(8, () => placeOrder(ada, lines, 'once'));
    const ids = runs.map((run) => (run.status === 'fulfilled' ? expectSuccess(run.value).order.id : run.reason));
    expect(new Set(ids).size).toBe(1);
    expectProblem(await placeOrder(ada, [{ itemId: item.id, quantity: 3 }], 'once'), 'IDEMPOTENCY_KEY_REUSED');
    expect((await orderOf(ada, lines, 'once')).status).toBe('CONFIRMED');
    const others = expectSuccess(await placeOrder(bob, lines, 'once'));
    expect(others.order.id).not.toBe(ids[0]);
    expect((await orderOf(bob, lines, 'once')).status).toBe('CONFIRMED');
    expect(await stockOf(ada, item.id)).toBe(6);
  });

  test('a rejected order cannot be cancelled', async () => {
    const item = await shop().given.item({ stock: 0 });
    const order = await orderOf(ada, [{ itemId: item.id, quantity: 1 }], 'nothing-left');
    expect(expectProblem(await cancelOrder(ada, order.id, 'try'), 'ORDER_NOT_CANCELLABLE')).toMatchObject({
      status: 'REJECTED',
    });
    expect(await stockOf(ada, item.id)).toBe(0);
  });
}
