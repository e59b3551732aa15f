import { race } from '@rushgraph/testkit';
import { describe, expect, it } from 'vitest';
import { item, order, request } from './item-fixture.ts';
import type { KeeperFixture } from './keeper-fixture.ts';

/** What a keeper that writes the stock itself must do, alone and among rivals. `fixture` is asked in each test. */
export function itSellsExactly(fixture: () => KeeperFixture): void {
  it('takes stock, records the result and writes the ledger', async () => {
    const shop = fixture();
    await shop.shelve('lamp', 5, 700);
    const [reservation] = await shop.decide(request('o', { lamp: 2 }));
    expect(reservation).toMatchObject({
      outcome: 'RESERVED',
      lines: [{ name: 'lamp', quantity: 2, unitPrice: { amount: 700 } }],
    });
    expect(await shop.stockOf('lamp')).toBe(3);
    const ledger = await shop.database.rows(
      'SELECT item_id, quantity, cause, reference, balance_after FROM stock_ledger ORDER BY id',
    );
    expect(ledger[1]).toEqual({
      item_id: item('lamp'),
      quantity: -2,
      cause: 'ORDER',
      reference: order('o'),
      balance_after: 3,
    });
    expect(await shop.imbalances()).toEqual([]);
  });

  it('decides a batch in order of arrival, all lines of an order or none', async () => {
    const shop = fixture();
    await shop.shelve('lamp', 3);
    await shop.shelve('desk', 1);
    const reservations = await shop.decide(
      request('a', { lamp: 2 }),
      request('b', { lamp: 1, desk: 2 }),
      request('c', { lamp: 1, desk: 1 }),
      request('d', { lamp: 1 }),
      request('e', { lamp: 1, ghost: 1 }),
    );
    expect(reservations).toMatchObject([
      { outcome: 'RESERVED' },
      { reason: 'SOLD_OUT', itemIds: [item('desk')] },
      { outcome: 'RESERVED' },
      { reason: 'SOLD_OUT', itemIds: [item('lamp')] },
      { reason: 'UNKNOWN_ITEM', itemIds: [item('ghost')] },
    ]);
    expect([await shop.stockOf('lamp'), await shop.stockOf('desk')]).toEqual([0, 0]);
    expect([await shop.count('stock_ledger'), await shop.imbalances()]).toEqual([5, []]);
  });

  it('answers a repeat, in another transaction, with the recorded result at the recorded price', async () => {
    const shop = fixture();
    await shop.shelve('lamp', 5, 700);
    const first = await shop.decide(request('o', { lamp: 2 }));
    await shop.database.run('UPDATE item SET price_amount = 9999');
    expect(await shop.decide(request('o', { lamp: 2 }))).toEqual(first);
    expect(await shop.stockOf('lamp')).toBe(3);
  });

  it('gives back once, and refuses a request whose release came first', async () => {
    const shop = fixture();
    await shop.shelve('lamp', 5);
    await shop.decide(request('o', { lamp: 2 }));
    await shop.release('o', 'early');
    await shop.release('o');
    expect(await shop.stockOf('lamp')).toBe(5);
    expect(await shop.decide(request('early', { lamp: 1 }))).toMatchObject([
      { outcome: 'REFUSED', reason: 'RELEASED' },
    ]);
    expect(await shop.stockOf('lamp')).toBe(5);
    expect(await shop.imbalances()).toEqual([]);
  });

  describe('64 rivals on one hot item', () => {
    it('sell exactly what is there', async () => {
      const shop = fixture();
      await shop.shelve('hot', 40);
      const results = await race(64, async (index) => {
        const [reservation] = await shop.decide(request(`o${index}`, { hot: 1 }));
        return reservation?.outcome;
      });
      const outcomes = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
      expect(outcomes.filter((outcome) => outcome === 'RESERVED')).toHaveLength(40);
      expect(outcomes.filter((outcome) => outcome === 'REFUSED')).toHaveLength(24);
      expect(await shop.stockOf('hot')).toBe(0);
      expect(await shop.imbalances()).toEqual([]);
      const ledger = await shop.database.rows<{ balance_after: number }>(
        'SELECT balance_after FROM stock_ledger ORDER BY id',
      );
      expect(ledger.map((row) => row.balance_after)).toEqual(Array.from({ length: 41 }, (_, sold) => 40 - sold));
    });

    it('decide one order once, although all of them bring it', async () => {
      const shop = fixture();
      await shop.shelve('hot', 40);
      await race(64, () => shop.decide(request('same', { hot: 1 })));
      expect(await shop.stockOf('hot')).toBe(39);
      expect(await shop.count('reservation')).toBe(1);
    });

    it('give one order back once, although all of them release it', async () => {
      const shop = fixture();
      await shop.shelve('hot', 40);
      await shop.decide(request('same', { hot: 3 }));
      const results = await race(64, () => shop.release('same'));
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await shop.stockOf('hot')).toBe(40);
      expect(await shop.count('stock_ledger')).toBe(3);
      expect(await shop.imbalances()).toEqual([]);
    });

    it('end with nothing held when half of them request the orders that the others release', async () => {
      const shop = fixture();
      await shop.shelve('hot', 40);
      const results = await race(64, async (index) => {
        const name = `o${index >> 1}`;
        if (index % 2 === 0) await shop.decide(request(name, { hot: 1 }));
        else await shop.release(name);
      });
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await shop.stockOf('hot')).toBe(40);
      expect(await shop.count('reservation')).toBe(32);
      expect(await shop.database.rows('SELECT order_id FROM reservation WHERE released_at IS NULL')).toEqual([]);
      expect(await shop.imbalances()).toEqual([]);
    });

    it('do not wait for each other in a circle when they want many items in different orders', async () => {
      const shop = fixture();
      const names = ['a', 'b', 'c', 'd', 'e'];
      for (const name of names) await shop.shelve(name, 64);
      const results = await race(64, (index) => {
        const turned = [...names.slice(index % 5), ...names.slice(0, index % 5)];
        return shop.decideOnce(request(`o${index}`, Object.fromEntries(turned.map((name) => [name, 1]))));
      });
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      for (const name of names) expect(await shop.stockOf(name)).toBe(0);
    });

    it('do not wait for each other in a circle when each half of them wants half of a small catalogue', async () => {
      const shop = fixture();
      const names = Array.from({ length: 10 }, (_, index) => `item ${index}`);
      for (const name of names) await shop.shelve(name, 32);
      const results = await race(64, (index) => {
        const half = index % 2 === 0 ? names.slice(0, 5) : names.slice(5);
        return shop.decideOnce(request(`o${index}`, Object.fromEntries(half.map((name) => [name, 1]))));
      });
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      for (const name of names) expect(await shop.stockOf(name)).toBe(0);
    });
  });
}
