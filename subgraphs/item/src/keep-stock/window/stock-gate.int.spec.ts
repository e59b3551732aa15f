import { createRedis } from '@rushgraph/redis';
import { race, silentLogger, type TestRedis, testRedis } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { item, order, request } from '../../../test/item-fixture.ts';
import { OPEN } from './gate-scripts.ts';
import { GateUnavailable } from './gate-unavailable.ts';
import { createStockGate, type StockGate } from './stock-gate.ts';

let server: TestRedis;
let gate: StockGate;
beforeAll(async () => {
  server = await testRedis();
  gate = createStockGate(server.redis);
});
afterAll(() => server.drop());
beforeEach(() => server.flush());

const left = async (name: string) => (await gate.read([item(name)])).get(item(name))?.quantity;
const ask = async (...orders: ReturnType<typeof request>[]) => (await gate.decide(orders)).answers;
const reserved = { kind: 'RESERVED' };
const soldOut = (...names: string[]) => ({ kind: 'SOLD_OUT', itemIds: names.map(item) });
const closed = (...names: string[]) => ({ kind: 'CLOSED', itemIds: names.map(item) });
const back = (name: string, of: string, quantity: number, epoch: number) => ({
  orderId: order(name),
  itemId: item(of),
  quantity,
  epoch,
});

it('decides in order of arrival, all lines of an order or none, and says under which epochs', async () => {
  await gate.open(item('lamp'), 3, 1);
  await gate.open(item('desk'), 1, 7);
  const { answers, epochs } = await gate.decide([
    request('first', { lamp: 2, desk: 1 }),
    request('too much', { lamp: 2 }),
    request('half', { lamp: 1, desk: 1 }),
    request('last', { lamp: 1 }),
    request('late', { lamp: 1, desk: 1 }),
  ]);
  expect(answers).toEqual([reserved, soldOut('lamp'), soldOut('desk'), reserved, soldOut('lamp', 'desk')]);
  expect(epochs).toEqual(
    new Map([
      [item('lamp'), 1],
      [item('desk'), 7],
    ]),
  );
  expect([await left('lamp'), await left('desk')]).toEqual([0, 0]);
});

it('gives an order its first answer again, whatever has happened since', async () => {
  await gate.open(item('lamp'), 2, 1);
  const orders = [request('a', { lamp: 2 }), request('b', { lamp: 1 }), request('a', { lamp: 2 })];
  const first = await ask(...orders);
  expect(first).toEqual([reserved, soldOut('lamp'), reserved]);
  await gate.giveBack([back('other', 'lamp', 5, 1)]);
  expect(await ask(...orders)).toEqual(first);
  expect(await left('lamp')).toBe(5);
});

describe('when a gate was opened anew', () => {
  beforeEach(async () => {
    await gate.open(item('lamp'), 5, 1);
    await gate.open(item('desk'), 5, 1);
    await ask(request('a', { lamp: 2, desk: 2 }));
  });

  it('decides an order again, and takes nothing twice from its other gates', async () => {
    await gate.open(item('lamp'), 3, 2);
    expect(await ask(request('a', { lamp: 2, desk: 2 }))).toEqual([reserved]);
    expect([await left('lamp'), await left('desk')]).toEqual([1, 3]);
  });

  it('keeps for an order that is sold out now what it holds elsewhere, until that is cancelled', async () => {
    await gate.open(item('lamp'), 1, 2);
    const wish = request('a', { lamp: 2, desk: 2 });
    expect([await ask(wish), await ask(wish)]).toEqual([[soldOut('lamp')], [soldOut('lamp')]]);
    expect([await left('lamp'), await left('desk')]).toEqual([1, 3]);
    await gate.cancel([wish]);
    expect([await left('lamp'), await left('desk')]).toEqual([1, 5]);
  });
});

it('decides nothing while a gate of the call is shut or not there: a later order would overtake an earlier one', async () => {
  await gate.open(item('lamp'), 5, 3);
  await gate.open(item('desk'), 5, 1);
  await gate.close(item('lamp'), 2);
  expect(await ask(request('o', { lamp: 1 }))).toEqual([reserved]);
  await gate.close(item('lamp'), 3);
  const orders = [request('a', { lamp: 1, desk: 1, none: 1 }), request('b', { desk: 1 })];
  expect(await ask(...orders)).toEqual([closed('lamp', 'none'), closed()]);
  expect([await left('lamp'), await left('desk')]).toEqual([4, 5]);
  expect(await ask(request('b', { desk: 1 }))).toEqual([reserved]);
});

it('is shut where another server opened it, or the same one before a restart', async () => {
  await gate.open(item('lamp'), 5, 1);
  await server.redis.hset(`{stock}:gate:${item('lamp')}`, 'server', '0'.repeat(40));
  expect(await ask(request('o', { lamp: 1 }))).toEqual([closed('lamp')]);
  expect(await gate.open(item('lamp'), 4, 2)).toBe(true);
  expect(await ask(request('o', { lamp: 1 }))).toEqual([reserved]);
});

it('opens an epoch once, and never an earlier one', async () => {
  expect([await gate.open(item('lamp'), 5, 2), await gate.open(item('lamp'), 9, 2)]).toEqual([true, false]);
  expect(await gate.open(item('lamp'), 9, 1)).toBe(false);
  expect(await left('lamp')).toBe(5);
});

it('opens nothing when an opening is sent again to a server that may have forgotten the first', async () => {
  expect(await server.redis.eval(OPEN, 1, `{stock}:gate:${item('lamp')}`, 5, 1, '0'.repeat(40))).toBe(0);
  expect(await ask(request('o', { lamp: 1 }))).toEqual([closed('lamp')]);
});

it('adds what is given back once, and nothing that a later epoch has counted', async () => {
  await gate.open(item('lamp'), 5, 2);
  await race(8, () => gate.giveBack([back('a', 'lamp', 2, 2)]));
  await gate.giveBack([back('b', 'lamp', 2, 1), back('c', 'gone', 2, 2)]);
  expect(await left('lamp')).toBe(7);
  expect((await gate.read([item('gone')])).get(item('gone'))).toEqual({ quantity: 0, epoch: undefined, isOpen: false });
});

it('cancels what an order holds, once, and does not remember it', async () => {
  await gate.open(item('lamp'), 5, 1);
  const wish = request('a', { lamp: 2 });
  await ask(wish);
  await gate.cancel([wish, wish, request('never asked', { lamp: 1 })]);
  expect(await left('lamp')).toBe(5);
  await ask(wish);
  expect(await left('lamp')).toBe(3);
});

it('remembers for an hour, and what MySQL remembers for some seconds: rivals may have looked there before', async () => {
  await gate.open(item('lamp'), 5, 1);
  await ask(request('a', { lamp: 1 }), request('b', { lamp: 9 }));
  for (const name of ['a', 'b']) {
    expect(await server.redis.pttl(`{stock}:order:${order(name)}`)).toBeGreaterThan(3_590_000);
  }
  await gate.forget([order('a')]);
  expect(await server.redis.pttl(`{stock}:order:${order('a')}`)).toBeLessThanOrEqual(10_000);
  expect(await server.redis.pttl(`{stock}:order:${order('b')}`)).toBeGreaterThan(3_590_000);
  expect(await ask(request('a', { lamp: 1 }))).toEqual([reserved]);
  expect(await left('lamp')).toBe(4);
});

it('sells exactly what is there to 64 rivals', async () => {
  await gate.open(item('hot'), 40, 1);
  const answers = await race(64, async (index) => (await ask(request(`o${index}`, { hot: 1 })))[0]?.kind);
  const kinds = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason));
  expect(kinds.filter((kind) => kind === 'RESERVED')).toHaveLength(40);
  expect(kinds.filter((kind) => kind === 'SOLD_OUT')).toHaveLength(24);
  expect(await left('hot')).toBe(0);
});

describe('when Redis is away', () => {
  it('says that it is unavailable, which is passing', async () => {
    const away = createRedis({ url: 'redis://127.0.0.1:1', name: 'away', logger: silentLogger() });
    const lost = createStockGate(away);
    await expect(lost.decide([request('o', { lamp: 1 })])).rejects.toBeInstanceOf(GateUnavailable);
    await expect(lost.forget([order('o')])).rejects.toBeInstanceOf(GateUnavailable);
    away.disconnect();
  });

  it('does not take a fault of its own scripts for that', async () => {
    await server.redis.set(`{stock}:gate:${item('lamp')}`, 'no hash');
    const failing = gate.decide([request('o', { lamp: 1 })]);
    await expect(failing).rejects.toThrow('WRONGTYPE');
    await expect(failing).rejects.not.toBeInstanceOf(GateUnavailable);
  });
});
