import { createDatabase, type Database } from '@rushgraph/database';
import { eventually, testStack } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectExactness, ORDERS, ROW_LIMIT_MS } from './expect-exactness.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { faultChance, useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const CUTS = 15;
/** No such thread: it ended by itself. */
const GONE = 1094;
let server: Database;
let names: readonly string[];
/** The connections that this test reads through. */
const own = new Set<number>();

beforeAll(async () => {
  server = createDatabase({ url: testStack().mysqlUrl, connectionLimit: 1 });
  const readers = [system().orders, system().items];
  for (const { pool } of readers) pool.pool.on('connection', ({ threadId }) => own.add(threadId));
  names = await Promise.all(readers.map(nameOf));
});
afterAll(() => server.close());

/** The connections of the services that are open now. */
async function connected(): Promise<number[]> {
  const rows = await server.rows<{ id: number }>(
    'SELECT id FROM information_schema.processlist WHERE db IN (?) AND id NOT IN (?)',
    [names, [...own]],
  );
  return rows.map(({ id }) => Number(id));
}

/** Cuts every connection of the services, whatever it is in the middle of; answers how many. */
async function cut(): Promise<number> {
  const ids = await connected();
  for (const id of ids) {
    await server.run(`KILL ${id}`).catch((error: unknown) => {
      if (!(error instanceof Error && 'errno' in error && error.errno === GONE)) throw error;
    });
  }
  return ids.length;
}

async function nameOf(database: Database): Promise<string> {
  const [row] = await database.rows<{ name: string }>('SELECT DATABASE() AS name');
  if (row === undefined) throw new Error('The database has no name');
  return row.name;
}

test(`all MySQL connections are cut at ${CUTS} points of ${ORDERS} orders`, { timeout: ROW_LIMIT_MS }, async () => {
  const chance = faultChance();
  const shelf = await shelve(system(), ORDERS);
  const placements = drawPlacements(chance, shelf, ORDERS);
  const cuts: number[] = [];
  let latest: Promise<unknown> = Promise.resolve();
  const strikes = strikeAtPoints(
    chance,
    Array.from({ length: CUTS }, () => ({
      ready: async () => {
        await latest;
        await eventually(async () => expect((await connected()).length).toBeGreaterThan(0));
      },
      strike: () => {
        latest = cut().then((count) => cuts.push(count));
        return latest;
      },
    })),
    ORDERS,
  );
  await placeOrders(system(), placements, strikes.before);
  await strikes.finish();
  expect(cuts.length).toBe(CUTS);
  expect(Math.min(...cuts)).toBeGreaterThan(0);
  await expectExactness(system(), placements, shelf);
});
