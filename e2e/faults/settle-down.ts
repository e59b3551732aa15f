import { orderReleased, orderRequested, stockResult } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { eventually } from '@rushgraph/testkit';
import { expect } from 'vitest';
import type { FaultSystem } from './fault-system.ts';
import { readRequested, readWaiting } from './read-facts.ts';
import { endsOf } from './read-topic.ts';

const PATIENCE_MS = 120_000;
const NOTHING = { 'orders.outbox': 0, 'orders.parked_result': 0, 'items.outbox': 0, 'items.stock_waiting': 0 };

/** Waits until every record has been taken, every event has left, nothing is parked and no order is pending. */
export async function settleDown(system: FaultSystem): Promise<void> {
  await eventually(() => expectNothingUnderWay(system), { timeoutMs: PATIENCE_MS, everyMs: 200 });
  // What was requested once more after its end is found and ended when it is overdue.
  await eventually(async () => expect(await readRequested(system)).toEqual([]), {
    timeoutMs: PATIENCE_MS,
    everyMs: 500,
  });
  await eventually(() => expectNothingUnderWay(system), { timeoutMs: PATIENCE_MS, everyMs: 200 });
}

async function expectNothingUnderWay(system: FaultSystem): Promise<void> {
  // Along the way of an order, and the first station again: what the last one did may have reached it.
  await expectCaughtUp(system, system.items, [orderRequested.topic, orderReleased.topic]);
  await expectCaughtUp(system, system.orders, [stockResult.topic]);
  const [row] = await system.orders.rows<{ n: number }>('SELECT COUNT(*) AS n FROM orders WHERE due_at IS NOT NULL');
  expect(Number(row?.n), 'pending orders').toBe(0);
  expect(await readWaiting(system)).toEqual(NOTHING);
  await expectCaughtUp(system, system.items, [orderRequested.topic, orderReleased.topic]);
  await expectCaughtUp(system, system.orders, [stockResult.topic]);
  expect(await readWaiting(system)).toEqual(NOTHING);
}

/** Every record of these topics has been taken. */
export async function expectCaughtUp(
  { kafka }: Pick<FaultSystem, 'kafka'>,
  database: Database,
  topics: readonly string[],
): Promise<void> {
  for (const topic of topics) {
    const rows = await database.rows<{ partition: number; next: number }>(
      'SELECT partition_id AS `partition`, next_offset AS next FROM consumer_offset WHERE topic = ?',
      [kafka.topicPrefix + topic],
    );
    const next = new Map(rows.map((row) => [row.partition, Number(row.next)]));
    for (const { partition, high } of await endsOf(kafka, topic))
      expect(next.get(partition) ?? 0, `${topic}/${partition}`).toBe(high);
  }
}
