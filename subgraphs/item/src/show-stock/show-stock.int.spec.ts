import { anonymous } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, request } from '../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../test/window-fixture.ts';
import type { StockGate } from '../keep-stock/window/stock-gate.ts';

let shop: WindowFixture;
beforeAll(async () => {
  shop = await windowFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.reset());

interface Shown {
  readonly name: string;
  readonly stock: number;
  readonly availability: string;
}

/** The catalogue as customers see it, read by an API that believes this gate. */
async function shown(gate: StockGate = shop.gate): Promise<Record<string, [stock: number, availability: string]>> {
  const { graph } = await shop.apiOf(gate);
  const query = '{ items(orderBy: { field: NAME, direction: ASC }) { nodes { name stock availability } } }';
  const { data, errors } = await graph<{ items: { nodes: Shown[] } }>(anonymous, query);
  expect(errors).toBeUndefined();
  return Object.fromEntries(
    data?.items.nodes.map(({ name, stock, availability }) => [name, [stock, availability]]) ?? [],
  );
}

it('shows what the gate has, though no window has taken it from the stock yet', async () => {
  await shop.shelve('desk', 12);
  await shop.shelve('lamp', 5);
  await shop.decide([request('a', { lamp: 2, desk: 1 })]);
  // Decided, and not recorded yet.
  await shop.gate.decide([request('b', { lamp: 1 })]);
  expect(await shown()).toEqual({ desk: [11, 'IN_STOCK'], lamp: [2, 'LOW_STOCK'] });
  expect([await shop.stockOf('desk'), await shop.stockOf('lamp')]).toEqual([12, 5]);
});

it('shows what is sold out as that, and never less than nothing', async () => {
  await shop.shelve('lamp', 5);
  await shop.decide([request('a', { lamp: 5 })]);
  expect(await shown()).toEqual({ lamp: [0, 'SOLD_OUT'] });
  await shop.redis.hset(`{stock}:gate:${item('lamp')}`, 'quantity', -3);
  expect(await shown()).toEqual({ lamp: [0, 'SOLD_OUT'] });
});

it('asks the gate once for a whole page, and only about items that have one', async () => {
  for (const name of ['bed', 'desk', 'lamp']) await shop.shelve(name, 5);
  await shop.decide([request('a', { bed: 1, lamp: 1 })]);
  const asked: string[][] = [];
  const read: StockGate['read'] = (itemIds) => {
    asked.push([...itemIds].sort());
    return shop.gate.read(itemIds);
  };
  expect(await shown({ ...shop.gate, read })).toEqual({
    bed: [4, 'LOW_STOCK'],
    desk: [5, 'LOW_STOCK'],
    lamp: [4, 'LOW_STOCK'],
  });
  expect(asked).toEqual([[item('bed'), item('lamp')].sort()]);
});

describe('what MySQL says is left is shown', () => {
  beforeEach(async () => {
    await shop.shelve('lamp', 12);
    await shop.decide([request('a', { lamp: 2 })]);
  });

  it('while Redis is away', async () => {
    expect(await shown(shop.awayGate)).toEqual({ lamp: [10, 'LOW_STOCK'] });
  });

  it('while the gate is lost', async () => {
    await shop.wipe();
    expect(await shown()).toEqual({ lamp: [10, 'LOW_STOCK'] });
  });

  it('while the gate in Redis is of an epoch that MySQL has given up', async () => {
    await shop.redis.hset(`{stock}:gate:${item('lamp')}`, 'quantity', 7);
    await shop.database.run('UPDATE stock_gate SET epoch = epoch + 1');
    expect(await shown()).toEqual({ lamp: [10, 'LOW_STOCK'] });
  });

  it('while the gate is drained, and then the stock itself, without a look at Redis', async () => {
    await shop.choose('*', 'merge');
    expect(await shown()).toEqual({ lamp: [10, 'LOW_STOCK'] });
    await shop.land();
    await shop.finishDrains();
    await shop.decide([request('b', { lamp: 3 })]);
    expect(await shown({ ...shop.gate, read: () => Promise.reject(new Error('was asked')) })).toEqual({
      lamp: [7, 'LOW_STOCK'],
    });
  });
});

it('does not look for gates again within a second of finding none', async () => {
  await shop.shelve('lamp', 5);
  const { graph } = await shop.apiOf(shop.gate);
  const stock = async () => {
    const { data } = await graph<{ item: Shown }>(anonymous, 'query ($id: ID!) { item(id: $id) { stock } }', {
      id: item('lamp'),
    });
    return data?.item.stock;
  };
  expect(await stock()).toBe(5);
  await shop.decide([request('a', { lamp: 2 })]);
  expect(await stock()).toBe(5);
  shop.clock.advance(1_000);
  expect(await stock()).toBe(3);
});
