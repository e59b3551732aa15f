import { orderReleased, orderRequested, stockDelta, stockDeltaLate } from '@rushgraph/contracts';
import { createStockGate, loadLeft } from '@rushgraph/item/stock';
import { eventually } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { expectCaughtUp } from '../faults/settle-down.ts';
import { hot, side } from './draw-rush.ts';
import type { ItemWorkers } from './item-workers.ts';

const PATIENCE = { timeoutMs: 90_000, everyMs: 100 };
const TAKEN = [orderRequested.topic, orderReleased.topic];
const WINDOWED = [stockDelta.topic, stockDeltaLate.topic];
const UNDER_WAY = {
  events: 'SELECT 1 FROM outbox',
  deltas: "SELECT 1 FROM stock_delta WHERE state <> 'COUNTED'",
  windows: "SELECT 1 FROM stream_window WHERE topology = 'stock'",
  parked: 'SELECT 1 FROM stock_parked',
  waiting: 'SELECT 1 FROM stock_waiting',
  changes: 'SELECT 1 FROM stock_strategy WHERE next IS NOT NULL',
};

/** Waits until every order that was published has been decided, whatever is left of it elsewhere. */
export async function untilDecided(workers: ItemWorkers): Promise<void> {
  await eventually(() => expectCaughtUp(workers, workers.database, TAKEN), PATIENCE);
}

/** Waits until no change of strategy is under way: what comes now is decided by the new one. */
export async function untilChanged({ database }: ItemWorkers): Promise<void> {
  await eventually(async () => expect(await database.rows(UNDER_WAY.changes)).toEqual([]), PATIENCE);
}

/** Waits until everything has been taken and told, windows have written their sums, and gates are as MySQL. */
export async function settleStock(workers: ItemWorkers): Promise<void> {
  await untilDecided(workers);
  await eventually(async () => {
    for (const [what, statement] of Object.entries(UNDER_WAY))
      expect(await workers.database.rows(`${statement} LIMIT 1`), what).toEqual([]);
    await expectCaughtUp(workers, workers.database, [...TAKEN, ...WINDOWED]);
    await expectGatesAgree(workers);
  }, PATIENCE);
}

/** What was promised and died before MySQL heard of it, or came back and died before the gate did, has been found. */
async function expectGatesAgree({ database, redis }: ItemWorkers): Promise<void> {
  const rows = await database.rows<{ item_id: typeof hot }>("SELECT item_id FROM stock_gate WHERE state = 'OPEN'");
  const states = await createStockGate(redis).read(rows.map(({ item_id }) => item_id));
  const left = await loadLeft(database, [hot, side]);
  for (const [itemId, { isOpen, quantity }] of states)
    expect([isOpen, quantity], `the gate of ${itemId}`).toEqual([true, left.get(itemId)]);
}
