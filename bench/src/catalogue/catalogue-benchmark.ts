import { createDatabase, type Database } from '@rushgraph/database';
import { divideOpenZones } from '@rushgraph/finding';
import { addItem, insertItems } from '@rushgraph/item/catalogue';
import { benchServers, root } from '../harness/bench-servers.ts';
import type { Benchmark, Result, Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';
import { withBufferPool } from '../harness/with-buffer-pool.ts';
import { madeItem } from './made-items.ts';
import { measureFinding } from './measure-finding.ts';

const AT_ONCE = 20_000;
const SINGLE = 500;
/** A million items are 1.7 GB with all that finds them; a server that serves them has room for that. */
const BUFFER_POOL = 2 * 1024 ** 3;

/** Registers so many items and finds them again. */
export function catalogueBenchmark(name: string, count: number): Benchmark {
  return {
    name,
    describe: `registering ${count.toLocaleString('en-US')} items, their pages, and the search for parts of their names`,
    async run(say) {
      const servers = await benchServers(say);
      try {
        const { database, url } = await servers.database('catalogue', `${root}/subgraphs/item/migrations`);
        const result = await withBufferPool(database, BUFFER_POOL, () => measureCatalogue(database, url, count, say));
        return { ...result, setting: `${result.setting}; a buffer pool of ${BUFFER_POOL / 1024 ** 3} GB` };
      } finally {
        await servers.drop();
      }
    },
  };
}

/** Fills an empty database and measures it. */
async function measureCatalogue(
  database: Database,
  url: string,
  count: number,
  say: (line: string) => void,
): Promise<Result> {
  const { registered, divided } = await registerAll(database, count, say);
  const single = await registerSingly(database, count);
  // One connection: its counters are those of the query.
  const reader = createDatabase({ url, connectionLimit: 1 });
  const found = await measureFinding(reader, count, say).finally(() => reader.close());
  const perSecond = Math.round(count / (registered + divided)).toLocaleString('en-US');
  return {
    title: `A catalogue of ${count.toLocaleString('en-US')} items`,
    setting:
      'milliseconds at the store, from Node and back, one caller; pages of 20, first and next four, both directions',
    chart: 'p99 ms',
    rows: [...found, row(`register one (${SINGLE} times)`, single)],
    notes: [
      `Registered ${AT_ONCE.toLocaleString('en-US')} at a time in ${registered.toFixed(0)} s, zones divided in ${divided.toFixed(0)} s: ${perSecond} items/s.`,
      'Rows read: inside the server, for the last first page of the case.',
    ],
  };
}

async function registerAll(database: Database, count: number, say: (line: string) => void) {
  const startedAt = performance.now();
  for (let start = 0; start < count; start += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - start);
    const items = Array.from({ length: size }, (_, index) => madeItem(start + index, count));
    await database.transaction((tx) => insertItems(tx, items, new Date()));
    if ((start / AT_ONCE) % 5 === 4) say(`${(start + size).toLocaleString('en-US')} items`);
  }
  const registeredAt = performance.now();
  say(`registered in ${((registeredAt - startedAt) / 1_000).toFixed(0)} s; dividing zones`);
  await divideOpenZones(database);
  for (const table of ['item', 'item_suffix', 'item_zone']) await database.rows(`ANALYZE TABLE ${table}`);
  return { registered: (registeredAt - startedAt) / 1_000, divided: (performance.now() - registeredAt) / 1_000 };
}

async function registerSingly(database: Database, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < SINGLE; index++) {
    const startedAt = performance.now();
    await addItem(database, madeItem(count + index, count + SINGLE));
    times.push(performance.now() - startedAt);
  }
  return times;
}

function row(name: string, times: readonly number[]): Row {
  return { name, figures: { 'p50 ms': percentile(times, 0.5), 'p99 ms': percentile(times, 0.99) } };
}
