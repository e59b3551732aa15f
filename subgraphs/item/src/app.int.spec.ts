import {
  adminViewer,
  anonymous,
  expectProblem,
  expectSuccess,
  race,
  serviceViewer,
  userViewer,
} from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ItemFixture, item, itemFixture, order, request } from '../test/item-fixture.ts';
import { createMergeKeeper } from './keep-stock/merge/merge-keeper.ts';

let shop: ItemFixture;
beforeAll(async () => {
  shop = await itemFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

const admin = adminViewer();
const ITEM = 'id name stock availability price { amount currency }';
const PROBLEM = '__typename ... on Problem { code message } ... on InvalidInputProblem { fields { path message } }';
const REGISTER = `mutation ($input: RegisterItemInput!) { result: registerItem(input: $input) { ${PROBLEM} ... on RegisterItemSuccess { item { ${ITEM} } } } }`;
const RESTOCK = `mutation ($input: RestockItemInput!) { result: restockItem(input: $input) { ${PROBLEM} ... on InsufficientStockProblem { available } ... on RestockItemSuccess { item { stock } } } }`;
const REPRICE = `mutation ($input: ChangeItemPriceInput!) { result: changeItemPrice(input: $input) { ${PROBLEM} ... on ChangeItemPriceSuccess { item { price { amount } } } } }`;
const won = (amount: number) => ({ amount, currency: 'KRW' });

interface Success {
  readonly __typename: `${string}Success`;
  readonly item: { id: string; name: string; stock: number; availability: string };
}
interface Refusal {
  readonly __typename: `${string}Problem`;
  readonly available?: number;
  readonly fields?: { path: string }[];
}
type Result = Success | Refusal;

async function mutate(query: string, input: unknown, viewer = admin): Promise<Result> {
  const { data, errors } = await shop.graph<{ result: Result }>(viewer, query, { input });
  expect(errors).toBeUndefined();
  if (data === null) throw new Error('no data');
  return data.result;
}

describe('registering', () => {
  it('makes an item that is found, with its first ledger row', async () => {
    const success = expectSuccess(await mutate(REGISTER, { name: '  서울 Lamp 🙂 مصباح ', price: won(700), stock: 3 }));
    expect(success.item).toMatchObject({ name: '서울 Lamp 🙂 مصباح', stock: 3, availability: 'LOW_STOCK' });
    const { data } = await shop.graph(anonymous, `query ($id: ID!) { item(id: $id) { ${ITEM} } }`, {
      id: success.item.id,
    });
    expect(data).toEqual({ item: success.item });
    expect(await shop.imbalances()).toEqual([]);
  });

  it('counts the characters of a name, not its bytes', async () => {
    const name = '🙂'.repeat(200);
    expect(expectSuccess(await mutate(REGISTER, { name, price: won(0), stock: 0 })).item).toMatchObject({
      name,
      stock: 0,
      availability: 'SOLD_OUT',
    });
    expectProblem(await mutate(REGISTER, { name: `${name}🙂`, price: won(0), stock: 0 }), 'INVALID_INPUT');
    expect(await shop.count('item')).toBe(1);
  });

  it.each([
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 'a\u0007b' }],
    ['price.amount', { price: won(-1) }],
    ['price.amount', { price: won(100_000_000_001) }],
    ['price.amount', { price: won(2 ** 53 - 1) }],
    ['price.currency', { price: { amount: 1, currency: 'EUR' } }],
    ['stock', { stock: -1 }],
    ['stock', { stock: 1_000_000_001 }],
  ])('refuses a wrong %s and writes nothing', async (path, wrong) => {
    const result = await mutate(REGISTER, { name: 'Lamp', price: won(1), stock: 1, ...wrong });
    expectProblem(result, 'INVALID_INPUT');
    expect('fields' in result && result.fields?.map((field) => field.path)).toEqual([path]);
    expect(await shop.count('item')).toBe(0);
  });

  it('takes the highest price, of which a whole order still has a total that is safe', async () => {
    const result = await mutate(REGISTER, { name: 'Lamp', price: won(100_000_000_000), stock: 1 });
    expect(expectSuccess(result).item).toMatchObject({ price: won(100_000_000_000) });
    expect(Number.isSafeInteger(100_000_000_000 * 1_000 * 50)).toBe(true);
  });

  it('refuses a price of 2^53 as malformed', async () => {
    const { errors } = await shop.graph(admin, REGISTER, { input: { name: 'Lamp', price: won(2 ** 53), stock: 1 } });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT']);
    expect(await shop.count('item')).toBe(0);
  });
});

describe('restocking', () => {
  const restock = (quantity: number, idempotencyKey: string, name = 'lamp') =>
    mutate(RESTOCK, { itemId: item(name), quantity, idempotencyKey });

  it('adds and takes, never below zero', async () => {
    await shop.shelve('lamp', 5);
    expect(expectSuccess(await restock(3, 'a')).item.stock).toBe(8);
    expect(expectSuccess(await restock(-8, 'b')).item.stock).toBe(0);
    expect(expectProblem(await restock(-1, 'c'), 'INSUFFICIENT_STOCK')).toMatchObject({ available: 0 });
    expectProblem(await restock(1, 'd', 'ghost'), 'ITEM_NOT_FOUND');
    expectProblem(await restock(0, 'e'), 'INVALID_INPUT');
    expectSuccess(await restock(1, 'f'));
    expectProblem(await restock(1_000_000_000, 'g'), 'INVALID_INPUT');
    expect(await shop.imbalances()).toEqual([]);
  });

  it.each([
    ['not there', 'ITEM_NOT_FOUND', 1, () => shop.shelve('lamp', 0)],
    ['too few', 'INSUFFICIENT_STOCK', -1, () => shop.shelve('lamp', 0)],
    ['too many', 'INVALID_INPUT', 1_000_000_000, () => shop.shelve('lamp', 1)],
  ] as const)(
    'does not use a key up by refusing because there are %s: it works once it can',
    async (...[, code, quantity, shelve]) => {
      if (code !== 'ITEM_NOT_FOUND') await shelve();
      expectProblem(await restock(quantity, 'k'), code);
      expect(await shop.count('idempotency_key')).toBe(0);
      if (code === 'ITEM_NOT_FOUND') await shelve();
      else expectSuccess(await restock(-Math.sign(quantity), 'other'));
      expectSuccess(await restock(quantity, 'k'));
      expect(await shop.imbalances()).toEqual([]);
    },
  );

  it('takes from more than an item may be given, as a release can leave it', async () => {
    await shop.shelve('lamp', 1_000_000_005);
    expect(expectSuccess(await restock(-1, 'a')).item.stock).toBe(1_000_000_004);
    expectProblem(await restock(1, 'b'), 'INVALID_INPUT');
    expect(await shop.imbalances()).toEqual([]);
  });

  it('does the same key once, also when it comes 32 times at once, and knows another input', async () => {
    await shop.shelve('lamp', 5);
    const results = await race(32, () => restock(1, 'same'));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await shop.stockOf('lamp')).toBe(6);
    expectProblem(await restock(2, 'same'), 'IDEMPOTENCY_KEY_REUSED');
    expect(await shop.imbalances()).toEqual([]);
  });
});

it('changes the price of what is there', async () => {
  await shop.shelve('lamp', 5, 700);
  expect(expectSuccess(await mutate(REPRICE, { itemId: item('lamp'), price: won(900) })).item).toEqual({
    price: { amount: 900 },
  });
  expectProblem(await mutate(REPRICE, { itemId: 'nonsense', price: won(900) }), 'ITEM_NOT_FOUND');
  expectProblem(await mutate(REPRICE, { itemId: item('lamp'), price: won(100_000_000_001) }), 'INVALID_INPUT');
  expect(await shop.database.rows('SELECT price_amount FROM item')).toEqual([{ price_amount: 900 }]);
});

describe('choosing how stock is kept', () => {
  const CHOICE = 'strategy next itemsInFlight item { name }';
  const CHOOSE = `mutation ($input: ChooseStockStrategyInput!) { result: chooseStockStrategy(input: $input) { __typename ... on Problem { code }
    ... on ChooseStockStrategySuccess { choice { ${CHOICE} } } } }`;
  const choose = async (input: unknown) => {
    const { data, errors } = await shop.graph<{ result: unknown }>(admin, CHOOSE, { input });
    expect(errors).toBeUndefined();
    return data?.result;
  };
  beforeEach(() => shop.database.run('DELETE FROM stock_strategy'));

  it('is for all items or for one, and shown with that for all first', async () => {
    await shop.shelve('lamp', 5);
    const all = { strategy: 'LOCK', next: null, itemsInFlight: 0, item: null };
    const lamp = { strategy: 'WINDOW', next: null, itemsInFlight: 0, item: { name: 'lamp' } };
    expect(await choose({ strategy: 'LOCK' })).toMatchObject({ choice: all });
    expect(await choose({ itemId: item('lamp'), strategy: 'WINDOW' })).toMatchObject({ choice: lamp });
    const { data } = await shop.graph(admin, `{ stockStrategies { ${CHOICE} } }`);
    expect(data).toEqual({ stockStrategies: [all, lamp] });
  });

  it('knows no item that is not there, and changes nothing', async () => {
    for (const itemId of [item('ghost'), 'nonsense'])
      expect(await choose({ itemId, strategy: 'LOCK' })).toMatchObject({ code: 'ITEM_NOT_FOUND' });
    expect(await shop.count('stock_strategy')).toBe(0);
  });
});

describe('who may do what', () => {
  const customer = userViewer('00000000000000000000000BUY');
  const input = {
    [REGISTER]: { name: 'Lamp', price: won(1), stock: 1 },
    [RESTOCK]: { itemId: item('lamp'), quantity: 1, idempotencyKey: 'k' },
    [REPRICE]: { itemId: item('lamp'), price: won(2) },
    'mutation ($input: ChooseStockStrategyInput!) { chooseStockStrategy(input: $input) { __typename } }': {
      strategy: 'LOCK',
    },
  };
  it.each([
    ['anonymous', anonymous, 'UNAUTHENTICATED'],
    ['a customer', customer, 'FORBIDDEN'],
    ['a service', serviceViewer('order'), 'FORBIDDEN'],
  ])('%s changes nothing', async (_, viewer, code) => {
    await shop.shelve('lamp', 5, 700);
    for (const [query, variables] of Object.entries(input)) {
      const { errors } = await shop.graph(viewer, query, { input: variables });
      expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
    }
    const { errors } = await shop.graph(viewer, '{ stockStrategies { strategy } }');
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
    expect([await shop.count('item'), await shop.stockOf('lamp')]).toEqual([1, 5]);
    expect(await shop.database.rows('SELECT price_amount FROM item')).toEqual([{ price_amount: 700 }]);
  });

  const RESERVATION = 'query ($id: ID!) { reservation(orderId: $id) { outcome reason lines { name quantity } } }';

  it('services alone see what was decided for an order', async () => {
    await shop.shelve('lamp', 5);
    await shop.database.transaction((tx) => createMergeKeeper().decide(tx, [request('o', { lamp: 2 })], shop.clock()));
    for (const [viewer, expected] of [
      [anonymous, 'FORBIDDEN'],
      [customer, 'FORBIDDEN'],
      [admin, 'FORBIDDEN'],
    ] as const) {
      const { errors } = await shop.graph(viewer, RESERVATION, { id: order('o') });
      expect(errors?.[0]?.extensions?.code).toBe(expected);
    }
    const service = serviceViewer('order');
    const { data } = await shop.graph(service, RESERVATION, { id: order('o') });
    expect(data).toEqual({
      reservation: { outcome: 'RESERVED', reason: null, lines: [{ name: 'lamp', quantity: 2 }] },
    });
    expect((await shop.graph(service, RESERVATION, { id: order('unknown') })).data).toEqual({ reservation: null });
  });

  it('everybody may look, and a malformed id is simply not found', async () => {
    for (const viewer of [anonymous, customer, admin, serviceViewer('order')]) {
      const { data } = await shop.graph(viewer, '{ item(id: "nonsense") { id } items { nodes { id } } }');
      expect(data).toEqual({ item: null, items: { nodes: [] } });
    }
  });

  it('answers entity references with one statement', async () => {
    await shop.shelve('lamp', 5);
    const representations = [item('lamp'), item('ghost'), 'nonsense', item('lamp')].map((id) => ({
      __typename: 'Item',
      id,
    }));
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Item { name } } }';
    const asked = vi.spyOn(shop.database, 'rows');
    try {
      const { data } = await shop.graph(anonymous, query, { r: representations });
      expect(data).toEqual({ _entities: [{ name: 'lamp' }, null, null, { name: 'lamp' }] });
      expect(asked).toHaveBeenCalledTimes(1);
    } finally {
      asked.mockRestore();
    }
  });
});
