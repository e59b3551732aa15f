import { adminViewer, eventually, expectProblem, expectSuccess, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, request } from '../../test/item-fixture.ts';
import { type WindowFixture, windowFixture } from '../../test/window-fixture.ts';
import type { StockGate } from '../keep-stock/window/stock-gate.ts';

let shop: WindowFixture;
let api: Awaited<ReturnType<WindowFixture['apiOf']>>;
beforeAll(async () => {
  shop = await windowFixture();
  api = await shop.apiOf(shop.gate);
});
afterAll(() => shop.drop());
beforeEach(async () => {
  await shop.reset();
  await shop.shelve('lamp', 5);
});

const RESTOCK = `mutation ($input: RestockItemInput!) { result: restockItem(input: $input) { __typename
  ... on Problem { code message } ... on InsufficientStockProblem { available } ... on RestockItemSuccess { item { stock } } } }`;
type Result =
  | { readonly __typename: 'RestockItemSuccess'; readonly item: { readonly stock: number } }
  | { readonly __typename: `${string}Problem`; readonly available?: number };

async function restock(quantity: number, idempotencyKey: string, { graph } = api): Promise<Result> {
  const input = { itemId: item('lamp'), quantity, idempotencyKey };
  const { data, errors } = await graph<{ result: Result }>(adminViewer(), RESTOCK, { input });
  expect(errors).toBeUndefined();
  if (data === null) throw new Error('no data');
  return data.result;
}

const decide = (name: string, quantity: number) => shop.decide([request(name, { lamp: quantity })]);
const agree = (left: number) =>
  eventually(async () => expect(await shop.leftOf('lamp')).toEqual({ gate: left, mysql: left }));

it('opens the gate anew with what was promised taken off', async () => {
  await decide('a', 2);
  const before = await shop.epochOf('lamp');
  expect(expectSuccess(await restock(10, 'k')).item.stock).toBe(13);
  expect(await shop.epochOf('lamp')).toBeGreaterThan(before ?? Number.NaN);
  expect(await decide('b', 13)).toMatchObject([{ outcome: 'RESERVED' }]);
  expect(await decide('c', 1)).toMatchObject([{ reason: 'SOLD_OUT' }]);
  await agree(0);
  await shop.land();
  expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([0, []]);
});

it('does the same key once, and leaves an open gate as it is', async () => {
  await decide('a', 2);
  await restock(10, 'k');
  const epoch = await shop.epochOf('lamp');
  expect(expectSuccess(await restock(10, 'k')).item.stock).toBe(13);
  expect(await shop.epochOf('lamp')).toBe(epoch);
});

it('does not take away what is promised', async () => {
  await decide('a', 3);
  expect(expectProblem(await restock(-3, 'k'), 'INSUFFICIENT_STOCK')).toMatchObject({ available: 2 });
  expect([await shop.stockOf('lamp'), await shop.epochOf('lamp')]).toEqual([5, 1]);
  expect(expectSuccess(await restock(-2, 'l')).item.stock).toBe(0);
  expect(await decide('b', 1)).toMatchObject([{ reason: 'SOLD_OUT' }]);
  await shop.land();
  expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([0, []]);
});

it('does not lend what comes back and is not in the stock yet', async () => {
  await decide('a', 5);
  await shop.land();
  await shop.release(['a']);
  expect(expectProblem(await restock(-5, 'k'), 'INSUFFICIENT_STOCK')).toMatchObject({ available: 0 });
  await shop.land();
  expect(expectSuccess(await restock(-5, 'l')).item.stock).toBe(0);
});

it('makes worthless what the gate said before and was not recorded', async () => {
  await decide('a', 2);
  const { decide: ask } = shop.gate;
  let isFirst = true;
  const late: StockGate = {
    ...shop.gate,
    async decide(orders) {
      const decisions = await ask(orders);
      if (isFirst) expectSuccess(await restock(-3, 'k'));
      isFirst = false;
      return decisions;
    },
  };
  const { window } = shop.keepersOf(late);
  expect(await shop.decide([request('b', { lamp: 3 })], window)).toMatchObject([{ reason: 'SOLD_OUT' }]);
  await agree(0);
});

it('is no change for the gate while that is drained', async () => {
  await decide('a', 2);
  await shop.choose('*', 'merge');
  const epoch = await shop.epochOf('lamp');
  expect(expectSuccess(await restock(10, 'k')).item.stock).toBe(13);
  expect(await shop.epochOf('lamp')).toBe(epoch);
  await shop.land();
  expect(await shop.finishDrains()).toBe(true);
  expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([13, []]);
});

describe('while Redis is away', () => {
  it('is done, with a warning; the gate sells nothing until a worker opens it for an order', async () => {
    await decide('a', 2);
    const away = await shop.apiOf(shop.awayGate);
    expect(expectSuccess(await restock(10, 'k', away)).item.stock).toBe(13);
    expect(away.warnings).toEqual([
      'could not reopen a stock gate after a restock; it stays closed until Redis is back',
    ]);
    await expect(shop.decideOnce([request('b', { lamp: 1 })])).rejects.toThrow('are of another epoch');
    expect(await decide('b', 13)).toMatchObject([{ outcome: 'RESERVED' }]);
    await agree(0);
  });

  it('is found by the workers though no order comes', async () => {
    await decide('a', 2);
    await restock(10, 'k', await shop.apiOf(shop.awayGate));
    await shop.checkDrift();
    expect(await shop.leftOf('lamp')).toEqual({ gate: 13, mysql: 13 });
  });
});

it('in a rush sells what was there and what was added', async () => {
  const results = await race(48, async (index) => {
    if (index % 8 === 0) return expectSuccess(await restock(3, `k${index}`)).__typename;
    return (await decide(`o${index}`, 1))[0]?.outcome;
  });
  const outcomes = results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
  const sold = outcomes.filter((outcome) => outcome === 'RESERVED').length;
  expect(outcomes.filter((outcome) => outcome === 'RestockItemSuccess')).toHaveLength(6);
  expect(outcomes).toHaveLength(sold + outcomes.filter((outcome) => outcome === 'REFUSED').length + 6);
  await shop.checkDrift();
  await agree(5 + 18 - sold);
  await shop.land();
  expect([await shop.stockOf('lamp'), await shop.imbalances()]).toEqual([23 - sold, []]);
});
