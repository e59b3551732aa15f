import { createDatabase, type Database } from '@rushgraph/database';
import { eventually, faultRow, testStack } from '@rushgraph/testkit';
import { afterAll, expect } from 'vitest';
import { expectExactness, ORDERS } from './expect-exactness.ts';
import { drawPlacements, placeOrders, shelve } from './place-orders.ts';
import { strikeAtPoints } from './strike-at-points.ts';
import { useFaultSystem } from './use-fault-system.ts';

const system = useFaultSystem();
const CUTS = 15;
/** No such thread: it ended by itself. */
const GONE = 1094;
const server = createDatabase({ url: testStack().mysqlUrl, connectionLimit: 1 });
let names: readonly string[];
/** The connections that this test reads through. */
const own = new Set<number>();

afterAll(() => server.close());

/** Learns which connections are the services': everybody's to their databases but our own. */
async function tellApart(): Promise<void> {
  const readers = [system().orders, system().items];
  for (const { pool } of readers) pool.pool.on('connection', ({ threadId }) => own.add(threadId));
  names = await Promise.all(readers.map(nameOf));
}

/** The connections of the services that are open now; one that was cut stays in the list for a moment. */
async function connected(): Promise<number[]> {
  const rows = await server.rows<{ id: number }>(
    'SELECT id FROM information_schema.processlist WHERE db IN (?) AND id NOT IN (?) AND command <> ?',
    [names, [...own], 'Killed'],
  );
  return rows.map(({ id }) => Number(id));
}

/** Cuts every connection of the services, whatever it is in the middle of, once there are some; answers how many. */
function cut(): Promise<number> {
  return eventually(async () => {
    let count = 0;
    for (const id of await connected()) if (await isCut(id)) count++;
    expect(count).toBeGreaterThan(0);
    return count;
  });
}

async function isCut(id: number): Promise<boolean> {
  try {
    await server.run(`KILL ${id}`);
    return true;
  } catch (error) {
    if (error instanceof Error && 'errno' in error && error.errno === GONE) return false;
    throw error;
  }
}

async function nameOf(database: Database): Promise<string> {
  const [row] = await database.rows<{ name: string }>('SELECT DATABASE() AS name');
  if (row === undefined) throw new Error('The database has no name');
  return row.name;
}

faultRow(`all MySQL connections are cut at ${CUTS} points of ${ORDERS} orders`, async (chance) => {
  await tellApart();
  const shelf = await shelve(system(), ORDERS);
  const placements = drawPlacements(chance, shelf, ORDERS);
  const cuts: number[] = [];
  let latest: Promise<unknown> = Promise.resolve();
  const strikes = strikeAtPoints(
    chance,
    Array.from({ length: CUTS }, () => ({
      ready: async () => {
        await latest;
        await eventually(async () => expect(await connected()).not.toEqual([]));
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
  await expectExactness(system(), placements, shelf);
});
