import { eventually, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, order, request } from '../../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../../test/window-fixture.ts';

let shop: WindowFixture;
beforeAll(async () => {
  shop = await windowFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.reset());

const decide = (...requests: ReturnType<typeof request>[]) => shop.decide(requests, shop.window);
const release = (...names: string[]) => shop.release(names, shop.window);
/** The gate says what MySQL says. */
const agree = (name: string, left: number) =>
  eventually(async () => expect(await shop.leftOf(name)).toEqual({ gate: left, mysql: left }));

it('opens the gate with the first order, records the result and the delta, and leaves the item alone', async () => {
  await shop.shelve('lamp', 5, 700);
  const [reservation] = await decide(request('o', { lamp: 2 }));
  expect(reservation).toMatchObject({
    outcome: 'RESERVED',
    lines: [{ itemId: item('lamp'), name: 'lamp', quantity: 2, unitPrice: { amount: 700, currency: 'KRW' } }],
  });
  const deltas = await shop.database.rows('SELECT item_id, order_id, cause, quantity, state FROM stock_delta');
  expect(deltas).toEqual([
    { item_id: item('lamp'), order_id: order('o'), cause: 'ORDER', quantity: -2, state: 'RECORDED' },
  ]);
  expect(await shop.database.rows('SELECT type, aggregateid FROM outbox')).toEqual([
    { type: 'commerce.stock.delta.v1', aggregateid: item('lamp') },
  ]);
  expect([await shop.stockOf('lamp'), await shop.count('stock_ledger')]).toEqual([5, 1]);
  await agree('lamp', 3);
  await shop.land();
  await agree('lamp', 3);
  expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([3, []]);
});

it('answers a repeat with the recorded result at the recorded price, also within a batch', async () => {
  await shop.shelve('lamp', 5, 700);
  const [first, again] = await decide(request('o', { lamp: 2 }), request('o', { lamp: 2 }));
  expect(again).toEqual(first);
  await shop.database.run('UPDATE item SET price_amount = 9999');
  expect(await decide(request('o', { lamp: 2 }))).toEqual([first]);
  await agree('lamp', 3);
});

it('decides in order of arrival, all lines or none, and refuses what does not exist', async () => {
  await shop.shelve('lamp', 2);
  await shop.shelve('desk', 1);
  const reservations = await decide(
    request('a', { lamp: 1, desk: 1 }),
    request('b', { lamp: 1, desk: 1 }),
    request('c', { lamp: 1, none: 1 }),
    request('d', { lamp: 1 }),
  );
  expect(reservations).toMatchObject([
    { outcome: 'RESERVED' },
    { outcome: 'REFUSED', reason: 'SOLD_OUT', itemIds: [item('desk')] },
    { outcome: 'REFUSED', reason: 'UNKNOWN_ITEM', itemIds: [item('none')] },
    { outcome: 'RESERVED' },
  ]);
  await agree('lamp', 0);
});

it('lets no order overtake an earlier one while one of the gates is shut', async () => {
  await shop.shelve('lamp', 1);
  await shop.shelve('desk', 1);
  await shop.decide([request('first', { lamp: 1 })], shop.window);
  await release('first');
  await agree('lamp', 1);
  // The gate of the desk was never opened.
  expect(await decide(request('a', { lamp: 1, desk: 1 }), request('d', { lamp: 1 }))).toMatchObject([
    { outcome: 'RESERVED' },
    { outcome: 'REFUSED', reason: 'SOLD_OUT', itemIds: [item('lamp')] },
  ]);
  await agree('lamp', 0);
});

it('gives back once, and refuses a request whose release came first', async () => {
  await shop.shelve('lamp', 5);
  await decide(request('o', { lamp: 2 }));
  await release('o', 'early');
  await release('o');
  expect(await decide(request('early', { lamp: 1 }))).toMatchObject([{ outcome: 'REFUSED', reason: 'RELEASED' }]);
  await agree('lamp', 5);
  expect(await shop.count('stock_delta')).toBe(2);
});

it('takes from the gate what it gave to an order that a rival had released', async () => {
  await shop.shelve('lamp', 5);
  await decide(request('first', { lamp: 1 }));
  const wish = request('o', { lamp: 2 });
  await shop.gate.decide([wish]);
  await release('o');
  expect(await decide(wish)).toMatchObject([{ outcome: 'REFUSED', reason: 'RELEASED' }]);
  await agree('lamp', 4);
});

it('gets the first answer of the gate again after a rollback', async () => {
  await shop.shelve('lamp', 5);
  await decide(request('first', { lamp: 1 }));
  const undone = shop.rival.transaction(async (tx) => {
    await shop.window.decide(tx, [request('o', { lamp: 4 })], shop.clock());
    throw new Error('MySQL went away');
  });
  await expect(undone).rejects.toThrow('MySQL went away');
  expect(await shop.leftOf('lamp')).toEqual({ gate: 0, mysql: 4 });
  expect(await decide(request('late', { lamp: 1 }), request('o', { lamp: 4 }))).toMatchObject([
    { outcome: 'REFUSED', reason: 'SOLD_OUT' },
    { outcome: 'RESERVED' },
  ]);
  await agree('lamp', 0);
});

it('tells the gate nothing of a release that is rolled back', async () => {
  await shop.shelve('lamp', 5);
  await decide(request('o', { lamp: 2 }));
  const undone = shop.rival.transaction(async (tx) => {
    await shop.window.release(tx, [{ orderId: order('o'), reason: 'CANCELLED' }], shop.clock());
    throw new Error('MySQL went away');
  });
  await expect(undone).rejects.toThrow('MySQL went away');
  expect(await shop.leftOf('lamp')).toEqual({ gate: 3, mysql: 3 });
});

describe('a rival that looked for an order in MySQL before another sold it, and asks the gate after that', () => {
  /** Runs once between the look and the question. */
  function late(meanwhile: () => Promise<void>) {
    let isFirst = true;
    return shop.keepersOf({
      ...shop.gate,
      async decide(orders) {
        if (isFirst) {
          isFirst = false;
          await meanwhile();
        }
        return shop.gate.decide(orders);
      },
    }).window;
  }

  it('takes nothing for it again', async () => {
    await shop.shelve('lamp', 5);
    await decide(request('first', { lamp: 1 }));
    const wish = request('o', { lamp: 2 });
    const rival = late(async () => {
      expect(await decide(wish)).toMatchObject([{ outcome: 'RESERVED' }]);
      await eventually(async () => {
        expect(await shop.redis.pttl(`{stock}:order:${order('o')}`)).toBeLessThanOrEqual(10_000);
      });
    });
    expect(await shop.decide([wish], rival)).toMatchObject([{ outcome: 'RESERVED' }]);
    await agree('lamp', 2);
  });

  it('lets nothing go that was sold, though a gate was opened anew and has not enough for it', async () => {
    await shop.shelve('lamp', 5);
    await shop.shelve('desk', 5);
    await decide(request('first', { lamp: 1, desk: 1 }));
    const wish = request('o', { lamp: 2, desk: 2 });
    const forgetful = shop.keepersOf({ ...shop.gate, forget: async () => undefined }).window;
    const rival = late(async () => {
      await shop.decide([wish], forgetful);
      await shop.rebuilder.rebuildDrifted(item('lamp'), 1);
      await decide(request('rest', { lamp: 1 }));
    });
    expect(await shop.decide([wish], rival)).toMatchObject([{ outcome: 'RESERVED' }]);
    await agree('desk', 2);
    await agree('lamp', 1);
  });
});

describe('64 rivals on one hot item', () => {
  it('sell exactly what is there', async () => {
    await shop.shelve('hot', 40);
    const results = await race(64, async (index) => (await decide(request(`o${index}`, { hot: 1 })))[0]?.outcome);
    const outcomes = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
    expect(outcomes.filter((outcome) => outcome === 'RESERVED')).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome === 'REFUSED')).toHaveLength(24);
    await agree('hot', 0);
    await shop.land();
    expect([await shop.stockOf('hot'), await shop.imbalances()]).toEqual([0, []]);
  });

  it('decide one order once, although all of them bring it, and give it back once', async () => {
    await shop.shelve('hot', 40);
    await race(64, () => decide(request('same', { hot: 3 })));
    await agree('hot', 37);
    await race(64, () => release('same'));
    await agree('hot', 40);
    expect([await shop.count('reservation'), await shop.count('stock_delta')]).toEqual([1, 2]);
  });

  it('end with nothing held when half of them request the orders that the others release', async () => {
    await shop.shelve('hot', 40);
    const results = await race(64, async (index) => {
      const name = `o${index >> 1}`;
      if (index % 2 === 0) await decide(request(name, { hot: 1 }));
      else await release(name);
    });
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await shop.database.rows('SELECT order_id FROM reservation WHERE released_at IS NULL')).toEqual([]);
    await agree('hot', 40);
  });
});
