import { eventually, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alteredTx } from '../../../test/altered-tx.ts';
import { item, order, request } from '../../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../../test/window-fixture.ts';

let shop: WindowFixture;
beforeAll(async () => {
  shop = await windowFixture({ defaultStrategy: 'merge' });
});
afterAll(() => shop.drop());
beforeEach(() => shop.reset());

const decide = (...requests: ReturnType<typeof request>[]) => shop.decide(requests);
const agree = (name: string, left: number) =>
  eventually(async () => expect(await shop.leftOf(name)).toEqual({ gate: left, mysql: left }));
const reserved = { outcome: 'RESERVED' };
const soldOut = (...names: string[]) => ({ outcome: 'REFUSED', reason: 'SOLD_OUT', itemIds: names.map(item) });

it('keeps each item by its own choice, others by that for all, and makes the default the first choice', async () => {
  await shop.shelve('lamp', 5);
  await shop.shelve('desk', 5);
  await shop.choose(item('desk'), 'window');
  await decide(request('a', { lamp: 1 }), request('b', { desk: 1 }));
  expect([await shop.stockOf('lamp'), await shop.stockOf('desk'), await shop.count('stock_delta')]).toEqual([4, 5, 1]);
  await agree('desk', 4);
  expect(await shop.database.rows('SELECT scope, strategy, next FROM stock_strategy ORDER BY scope')).toEqual([
    { scope: '*', strategy: 'merge', next: null },
    { scope: item('desk'), strategy: 'window', next: null },
  ]);
});

it('leaves the choice that was made when the default of a process is another', async () => {
  await shop.shelve('lamp', 5);
  await shop.choose('*', 'window');
  await decide(request('a', { lamp: 1 }));
  expect([await shop.stockOf('lamp'), await shop.count('stock_delta')]).toEqual([5, 1]);
});

describe('orders of items with a gate and without', () => {
  beforeEach(async () => {
    await shop.shelve('gated', 2);
    await shop.shelve('plain', 2);
    await shop.choose(item('gated'), 'window');
  });

  it('get all lines or none, in order of arrival among all others', async () => {
    const reservations = await decide(
      request('a', { gated: 1 }),
      request('b', { plain: 1 }),
      request('c', { gated: 1, plain: 1 }),
      request('d', { gated: 1, plain: 1 }),
      request('e', { plain: 1 }),
      request('f', { gated: 1 }),
    );
    expect(reservations).toMatchObject([
      reserved,
      reserved,
      reserved,
      soldOut('plain'),
      soldOut('plain'),
      soldOut('gated'),
    ]);
    await agree('gated', 0);
    expect([await shop.stockOf('plain'), await shop.imbalances()]).toEqual([0, []]);
  });

  it('take nothing from either side when the other has not enough', async () => {
    const reservations = await decide(
      request('a', { gated: 1, plain: 3 }),
      request('b', { gated: 3, plain: 1 }),
      request('c', { gated: 2, plain: 2 }),
    );
    expect(reservations).toMatchObject([soldOut('plain'), soldOut('gated'), reserved]);
    await agree('gated', 0);
    expect(await shop.stockOf('plain')).toBe(0);
  });

  it('give back to both sides, once', async () => {
    await decide(request('a', { gated: 2, plain: 2 }), request('b', { plain: 1 }));
    await shop.release(['a', 'b', 'a']);
    await shop.release(['a']);
    await agree('gated', 2);
    expect([await shop.stockOf('plain'), await shop.imbalances()]).toEqual([2, []]);
  });

  it('lose what the gate gave in an attempt that was rolled back, when the rest is gone the next time', async () => {
    const wish = request('a', { gated: 1, plain: 2 });
    await decide(request('first', { gated: 1 }));
    const undone = shop.rival.transaction(async (tx) => {
      await shop.chosen.decide(tx, [wish], shop.clock());
      throw new Error('MySQL went away');
    });
    await expect(undone).rejects.toThrow('MySQL went away');
    expect(await shop.leftOf('gated')).toEqual({ gate: 0, mysql: 1 });
    await decide(request('rival', { plain: 1 }));
    expect(await decide(wish)).toMatchObject([soldOut('plain')]);
    await agree('gated', 1);
  });

  it('keep what a rival has sold to one of them while it seemed that it could not be had', async () => {
    const wish = request('a', { gated: 1, plain: 2 });
    await decide(request('first', { gated: 1 }));
    const forgetful = shop.keepersOf({ ...shop.gate, forget: async () => undefined }).chosen;
    let isFirst = true;
    const [reservation] = await shop.rival.transaction((tx) => {
      const late = alteredTx(tx, async (...statement) => {
        // Nobody had decided it, and now the items without a gate are to be locked.
        if (isFirst && statement[0].includes('FROM item FORCE INDEX')) {
          isFirst = false;
          expect(await shop.decide([wish], forgetful)).toMatchObject([reserved]);
        }
        return statement;
      });
      return shop.chosen.decide(late, [wish], shop.clock());
    });
    expect(reservation).toMatchObject(reserved);
    await agree('gated', 0);
    expect(await shop.gate.decide([request('late', { gated: 1 })])).toMatchObject({ answers: [{ kind: 'SOLD_OUT' }] });
  });

  it('answer a repeat as before', async () => {
    const wish = request('a', { gated: 1, plain: 1 });
    const [first, again] = await decide(wish, request('a', { gated: 1, plain: 1 }));
    expect(again).toEqual(first);
    expect(await decide(wish)).toEqual([first]);
    await agree('gated', 1);
    expect(await shop.stockOf('plain')).toBe(1);
  });

  it('sell exactly what is there to 64 rivals, of whom each wants something else', async () => {
    await shop.shelve('hot', 20);
    await shop.shelve('cool', 20);
    await shop.choose(item('hot'), 'window');
    const wants = [{ hot: 1 }, { cool: 1 }, { hot: 1, cool: 1 }, { cool: 1, hot: 1 }];
    const results = await race(64, async (index) => decide(request(`o${index}`, wants[index % 4] ?? {})));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    const [held] = await shop.database.rows<{ hot: string; cool: string }>(
      `SELECT SUM(line_items LIKE ?) AS hot, SUM(line_items LIKE ?) AS cool FROM reservation WHERE outcome = 'RESERVED'`,
      [`%${item('hot')}%`, `%${item('cool')}%`],
    );
    await agree('hot', 20 - Number(held?.hot));
    expect(await shop.stockOf('cool')).toBe(20 - Number(held?.cool));
    expect(Math.min((await shop.leftOf('hot')).mysql ?? -1, await shop.stockOf('cool'))).toBe(0);
  });
});

it('marks an order whose release comes first, whatever the strategy', async () => {
  await shop.shelve('lamp', 5);
  await shop.choose('*', 'window');
  await shop.release(['early']);
  expect(await decide(request('early', { lamp: 1 }))).toMatchObject([{ reason: 'RELEASED', orderId: order('early') }]);
});

it('gives each order a transaction of its own while lock is the choice for all, once a batch has seen it', async () => {
  await shop.shelve('lamp', 9);
  const most = () => shop.chosen.mostPerTransaction?.();
  await shop.choose(item('lamp'), 'lock');
  await decide(request('a', { lamp: 1 }));
  expect(most()).toBe(Number.POSITIVE_INFINITY);
  await shop.choose('*', 'lock');
  await decide(request('b', { lamp: 1 }));
  expect(most()).toBe(1);
  await shop.choose('*', 'merge');
  await shop.release(['a']);
  expect(most()).toBe(Number.POSITIVE_INFINITY);
});

describe('orders of items that are locked and items that are not', () => {
  it('are decided by the rows, and mind each other', async () => {
    await shop.shelve('locked', 20);
    await shop.shelve('plain', 20);
    await shop.choose(item('locked'), 'lock');
    const wants = [{ locked: 1 }, { plain: 1 }, { locked: 1, plain: 1 }];
    const results = await race(48, async (index) => decide(request(`o${index}`, wants[index % 3] ?? {})));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect([await shop.stockOf('locked'), await shop.stockOf('plain')]).toEqual([0, 0]);
    expect(await shop.imbalances()).toEqual([]);
  });

  it('share a batch', async () => {
    await shop.shelve('locked', 3);
    await shop.shelve('plain', 3);
    await shop.choose(item('locked'), 'lock');
    const reservations = await decide(
      request('a', { locked: 1 }),
      request('b', { plain: 1 }),
      request('c', { locked: 1, plain: 1 }),
      request('d', { locked: 1 }),
      request('e', { locked: 1 }),
    );
    expect(reservations).toMatchObject([reserved, reserved, reserved, reserved, soldOut('locked')]);
    expect([await shop.stockOf('plain'), await shop.imbalances()]).toEqual([1, []]);
  });
});
