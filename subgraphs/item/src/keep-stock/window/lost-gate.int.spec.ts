import { eventually, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, request } from '../../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../../test/window-fixture.ts';
import { loadGateRows } from './gate-rows.ts';
import type { StockGate } from './stock-gate.ts';

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
