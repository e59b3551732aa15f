import {
  inSnapshot,
  judgeReservations,
  judgeStock,
  judgeWindows,
  readReservations as readMoves,
  readStock,
  readWindows,
} from '@rushgraph/commands/verify';
import { stockResult } from '@rushgraph/contracts';
import { expect } from 'vitest';
import { readDeadLetters, readReservations } from '../faults/read-facts.ts';
import { readTopic } from '../faults/read-topic.ts';
import { contents } from '../faults/replay-everything.ts';
import { hot, type PIECES, type Rush, side } from './draw-rush.ts';
import { type ItemWorkers, WORKERS } from './item-workers.ts';
import { settleStock } from './settle-stock.ts';

/** Pieces of an item that are reserved and were not given back. */
export async function piecesSold({ database }: Pick<ItemWorkers, 'database'>, itemId: string): Promise<number> {
  const held = (await readReservations(database)).filter((one) => one.outcome === 'RESERVED' && !one.isReleased);
  return held.flatMap(({ lines }) => lines.filter((line) => line.itemId === itemId)).length;
}

/** All of the hot item is sold and not a piece more, each order has one result, and a replay of everything changes nothing. */
export async function expectExactSale(workers: ItemWorkers, { orders }: Rush, pieces: typeof PIECES): Promise<void> {
  const results = await expectExactness(workers, orders.length, pieces);
  expect([...results.keys()].sort()).toEqual(orders.map(({ id }) => id).sort());

  expect(await workers.end()).toEqual(Array(WORKERS).fill(0));
  const before = await contents('items', workers.database);
  await workers.database.run('UPDATE consumer_offset SET next_offset = 0');
  await workers.start();
  await settleStock(workers);
  const after = await contents('items', workers.database);
  for (const table of Object.keys(before)) expect(after[table], table).toEqual(before[table]);
  expect(await expectExactness(workers, orders.length, pieces)).toEqual(results);
}

/** Answers what was told of each order. */
async function expectExactness(workers: ItemWorkers, orders: number, pieces: typeof PIECES) {
  const { database } = workers;
  const verdicts = await inSnapshot(database, async (snapshot) => [
    ...judgeStock(await readStock(snapshot)),
    ...judgeReservations(await readMoves(snapshot)),
    ...judgeWindows(await readWindows(snapshot, new Date())),
  ]);
  expect(verdicts.filter(({ state }) => state === 'broken')).toEqual([]);
  const left = new Map(
    (await database.rows<{ id: string; stock: number }>('SELECT id, stock FROM item')).map((row) => [
      row.id,
      row.stock,
    ]),
  );
  expect([await piecesSold(workers, hot), left.get(hot)]).toEqual([pieces.hot, 0]);
  expect((await piecesSold(workers, side)) + (left.get(side) ?? Number.NaN)).toBe(pieces.side);

  const results = await readResults(workers);
  const reservations = await readReservations(database);
  expect(reservations).toHaveLength(orders);
  for (const { orderId, outcome, reason } of reservations) {
    const told = outcome === 'RELEASED' ? 'REFUSED RELEASED' : `${outcome} ${reason}`;
    expect([...(results.get(orderId) ?? [])].map(outcomeOf), `what was told of ${orderId}`).toEqual([told]);
  }
  expect(await readDeadLetters(workers)).toEqual({});
  return results;
}

/** The different results that are on the topic, by order. */
async function readResults({ kafka }: ItemWorkers): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const told = new Map<string, Set<string>>();
  for (const { value } of await readTopic(kafka, stockResult.topic)) {
    const text = String(value);
    const { orderId } = stockResult.schema.parse(JSON.parse(text));
    told.set(orderId, (told.get(orderId) ?? new Set()).add(text));
  }
  return told;
}

function outcomeOf(text: string): string {
  const result = stockResult.schema.parse(JSON.parse(text));
  return `${result.outcome} ${result.outcome === 'REFUSED' ? result.reason : null}`;
}
