import type { Database } from '@rushgraph/database';
import type { FaultSystem } from './fault-system.ts';
import { settleDown } from './settle-down.ts';

/** Tables that tell who is alive and how far they are, and not what there is. */
const WORKINGS = /^(?:__drizzle.*|outbox.*|consumer_offset|stream_time|order_check)$/;

/** Table → all of its rows. */
export type Snapshot = Readonly<Record<string, readonly string[]>>;

/** Lets the workers take every record from offset 0 again; answers what was stored before and after. */
export async function replayEverything(system: FaultSystem): Promise<{ before: Snapshot; after: Snapshot }> {
  await system.stopWorkers();
  const before = await snapshot(system);
  for (const database of [system.orders, system.items])
    await database.run('UPDATE consumer_offset SET next_offset = 0');
  await system.startWorkers();
  await settleDown(system);
  return { before, after: await snapshot(system) };
}

async function snapshot({ orders, items }: FaultSystem): Promise<Snapshot> {
  return { ...(await contents('orders', orders)), ...(await contents('items', items)) };
}

/** All rows of a database, but for what only tells who is alive and how far they are. */
export async function contents(name: string, database: Database): Promise<Snapshot> {
  const tables = await database.rows<{ table_name: string }>(
    'SELECT table_name AS table_name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  const found: Record<string, string[]> = {};
  for (const { table_name: table } of tables.filter((one) => !WORKINGS.test(one.table_name))) {
    const rows = await database.rows(`SELECT * FROM \`${table}\``);
    found[`${name}.${table}`] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return found;
}
