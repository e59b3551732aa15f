import type { ServiceName, TestSystem } from '@rushgraph/testkit';

/** Tables that change by themselves, without anybody asking for anything. */
const RESTLESS = /^(?:__drizzle|outbox|consumer_offset|order_check)/;

/** How many rows each table of a service holds. */
export async function rowCounts(system: TestSystem, service: ServiceName): Promise<Record<string, number>> {
  const database = system.database(service);
  const tables = await database.rows<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name',
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables.filter((table) => !RESTLESS.test(table.name))) {
    const [row] = await database.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM \`${name}\``);
    counts[name] = Number(row?.count);
  }
  return counts;
}
