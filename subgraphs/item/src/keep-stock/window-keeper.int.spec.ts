import { eventually, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, order, request } from '../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../test/window-fixture.ts';
import { loadGateRows } from './gate/gate-rows.ts';
import type { StockGate } from './gate/stock-gate.ts';

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

describe('when Redis loses the gate', () => {
  it('decides nothing until the gate is rebuilt, with exactly what is left though windows have not counted all', async () => {
    await shop.shelve('lamp', 10);
    await decide(request('counted', { lamp: 2 }));
    await shop.land();
    await decide(request('in flight', { lamp: 3 }), request('given back', { lamp: 1 }));
    await release('given back');
    await agree('lamp', 5);
    await shop.wipe();
    await expect(shop.decideOnce([request('o', { lamp: 1 })], shop.window)).rejects.toThrow('are shut');
    await shop.rebuilder.idle();
    expect(await shop.leftOf('lamp')).toEqual({ gate: 5, mysql: 5 });
    expect(await shop.epochOf('lamp')).toBe(2);
    await decide(request('o', { lamp: 1 }));
    await agree('lamp', 4);
  });

  it('is opened with what is there by all who find it lost, under the epoch of MySQL', async () => {
    await shop.shelve('lamp', 10);
    await decide(request('first', { lamp: 2 }));
    await shop.wipe();
    const others = Array.from({ length: 8 }, () => shop.keepersOf(shop.gate).rebuilder);
    const results = await race(8, async (index) => others[index]?.rebuildLost(item('lamp')));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await shop.leftOf('lamp')).toEqual({ gate: 8, mysql: 8 });
    const { epoch } = (await shop.gate.read([item('lamp')])).get(item('lamp')) ?? {};
    expect(epoch).toBe(await shop.epochOf('lamp'));
  });

  it('is not opened again by one who looked before another had opened it', async () => {
    await shop.shelve('lamp', 10);
    const { rebuilder } = shop.keepersOf({
      ...shop.gate,
      async read(itemIds) {
        const states = await shop.gate.read(itemIds);
        await shop.rebuilder.rebuildLost(item('lamp'));
        return states;
      },
    });
    await rebuilder.rebuildLost(item('lamp'));
    expect([await shop.epochOf('lamp'), await shop.leftOf('lamp')]).toEqual([1, { gate: 10, mysql: 10 }]);
  });

  /** Redis is wiped, and all that is left sold again, while a batch is between the gate and MySQL. */
  async function wipeInMidAir(wrap: (gate: StockGate) => StockGate) {
    await shop.shelve('lamp', 5);
    await shop.rebuilder.rebuildLost(item('lamp'));
    const { decide: ask } = shop.gate;
    let isFirst = true;
    const slow = wrap({
      ...shop.gate,
      async decide(orders) {
        const decisions = await ask(orders);
        if (isFirst) {
          isFirst = false;
          await shop.wipe();
          await shop.rebuilder.rebuildLost(item('lamp'));
          expect(await decide(request('rival', { lamp: 5 }))).toMatchObject([{ outcome: 'RESERVED' }]);
        }
        return decisions;
      },
    });
    return shop.decide([request('o', { lamp: 5 })], shop.keepersOf(slow).window);
  }

  it('decides anew what was between the gate and MySQL', async () => {
    expect(await wipeInMidAir((gate) => gate)).toMatchObject([{ outcome: 'REFUSED', reason: 'SOLD_OUT' }]);
    await agree('lamp', 0);
  });

  it('oversells when nobody looks at the epoch (control)', async () => {
    /** Names whatever epoch MySQL has. */
    const liar = (gate: StockGate): StockGate => ({
      ...gate,
      async decide(orders) {
        const { answers, epochs } = await gate.decide(orders);
        const rows = await loadGateRows(shop.rival, [...epochs.keys()]);
        return { answers, epochs: new Map([...rows].map(([itemId, { epoch }]) => [itemId, epoch])) };
      },
    });
    expect(await wipeInMidAir(liar)).toMatchObject([{ outcome: 'RESERVED' }]);
    expect((await shop.leftOf('lamp')).mysql).toBe(-5);
  });

  it('goes on after a crash between the epoch in MySQL and the gate in Redis', async () => {
    await shop.shelve('lamp', 5);
    await decide(request('first', { lamp: 1 }));
    await shop.database.run('UPDATE stock_gate SET epoch = epoch + 1');
    expect(await decide(request('o', { lamp: 4 }))).toMatchObject([{ outcome: 'RESERVED' }]);
    expect(await shop.epochOf('lamp')).toBe(3);
    await agree('lamp', 0);
  });

  it('keeps the promise of what is there when Redis is wiped again and again in a rush', async () => {
    await shop.shelve('hot', 40);
    const wiping = (async () => {
      for (let times = 0; times < 5; times++) {
        await eventually(async () => {
          // As workers do: when the last order is decided, nobody else finds the gate lost.
          await shop.checkDrift();
          expect((await shop.leftOf('hot')).gate).not.toBeNull();
        });
        await shop.wipe();
      }
    })();
    const results = await race(64, async (index) => (await decide(request(`o${index}`, { hot: 1 })))[0]?.outcome);
    await wiping;
    const outcomes = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
    expect(outcomes.filter((outcome) => outcome === 'RESERVED')).toHaveLength(40);
    expect((await shop.leftOf('hot')).mysql).toBe(0);
  });
});

describe('drift', () => {
  it('that stays while nothing happens is repaired when a batch that failed would have come again', async () => {
    await shop.shelve('lamp', 5);
    await decide(request('a', { lamp: 1 }));
    // Decided for an order that never comes back.
    await shop.gate.decide([request('lost', { lamp: 3 })]);
    await shop.checkDrift();
    shop.clock.advance(29_999);
    await shop.checkDrift();
    expect(await shop.leftOf('lamp')).toEqual({ gate: 1, mysql: 4 });
    shop.clock.advance(1);
    await shop.checkDrift();
    expect(await shop.leftOf('lamp')).toEqual({ gate: 4, mysql: 4 });
    expect(await shop.database.rows('SELECT state, epoch, reason FROM stock_gate')).toEqual([
      { state: 'OPEN', epoch: 2, reason: 'DRIFT' },
    ]);
  });

  it('beyond the bound is repaired at once, and measured', async () => {
    await shop.shelve('lamp', 20);
    await decide(request('a', { lamp: 1 }));
    await shop.redis.hset(`{stock}:gate:${item('lamp')}`, 'quantity', 25);
    await shop.checkDrift();
    const metrics = await shop.metrics.registry.metrics();
    expect(metrics).toMatch(/stock_gate_drift\{figure="max",.*\} 6\n/);
    expect(await shop.leftOf('lamp')).toEqual({ gate: 19, mysql: 19 });
  });

  it('of a gate that works is left alone, and a lost gate is found without an order', async () => {
    await shop.shelve('lamp', 20);
    await decide(request('a', { lamp: 1 }));
    await shop.gate.decide([request('in the air', { lamp: 2 })]);
    await shop.checkDrift();
    await decide(request('b', { lamp: 1 }));
    await shop.checkDrift();
    expect(await shop.leftOf('lamp')).toEqual({ gate: 16, mysql: 18 });
    expect(await shop.epochOf('lamp')).toBe(1);
    await shop.wipe();
    await shop.checkDrift();
    expect(await shop.leftOf('lamp')).toEqual({ gate: 18, mysql: 18 });
  });
});
