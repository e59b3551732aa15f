import type { Database } from '@rushgraph/database';
import { connectMongo, createMyPageStore, type MyPageDocument, type MyPageStore } from '@rushgraph/mypage/pages';
import { type BenchServers, benchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { evenly } from '../harness/evenly.ts';
import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';
import { type Started, startService } from '../harness/start-service.ts';
import { until } from '../harness/until.ts';
import { CUSTOMERS, placementOf } from '../orders/order-load.ts';
import { startOutboxSystem } from '../orders/order-system.ts';
import type { OrderSystem } from '../orders/run-load.ts';

const LOOK_AGAIN_MS = 5;
/** Of so many orders one is watched: to look at a page costs MongoDB, too. */
const SAMPLED = 20;
/** Of so many last orders each partition has some. */
const LAST = 20;
/** Until the MongoDB stand-in, a Java program, and the page service run compiled code. */
const WARM_UP = { orders: 12_000, perSecond: 2_000 };

interface Settling {
  readonly servers: BenchServers;
  readonly orders: OrderSystem;
  readonly database: Database;
  readonly mongo: Awaited<ReturnType<typeof connectMongo>>;
  readonly pages: MyPageStore;
  readonly mypage: Started;
  /** Orders that have been placed. */
  placed: number;
}

export interface SettledSize {
  /** Rates at which the cost of an order is measured, and for how long. */
  readonly costs: readonly { readonly perSecond: number; readonly seconds: number }[];
  /** The rate at which the freshness of pages is measured, and for how long. */
  readonly freshness: { readonly perSecond: number; readonly seconds: number };
}

/**
 * Orders that are really settled, by the outbox engine and the worker of the item service, and pages that a process of
 * its own folds from their events: what an order costs, and how long after its settling its page shows it.
 */
export async function measureSettled(size: SettledSize, say: (line: string) => void): Promise<Row[]> {
  const settling = await start(say);
  try {
    await place(settling, WARM_UP.orders, WARM_UP.perSecond);
    await untilShown(settling);
    const rows: Row[] = [];
    for (const { perSecond, seconds } of size.costs) {
      say(`${perSecond} orders a second`);
      rows.push(await measureCost(settling, perSecond, seconds));
    }
    say(`${size.freshness.perSecond} orders a second, some of them watched`);
    rows.push(await measureFreshness(settling, size.freshness.perSecond, size.freshness.seconds));
    return rows;
  } finally {
    await stop(settling);
  }
}

async function start(say: (line: string) => void): Promise<Settling> {
  const servers = await benchServers(say);
  const orders = await startOutboxSystem(servers);
  const { database } = await servers.database('order');
  const mypage = await startService(servers, 'subgraphs/mypage', {
    ROLES: 'worker',
    MONGODB_URL: servers.mongodbUrl,
  });
  const mongo = await connectMongo(servers.mongodbUrl);
  return { servers, orders, database, mongo, pages: createMyPageStore(mongo.db), mypage, placed: 0 };
}

async function stop({ servers, orders, mypage, mongo }: Settling): Promise<void> {
  await mypage.stop();
  await orders.stop();
  await mongo.db.dropDatabase();
  await mongo.close();
  await servers.drop();
}

/** Places so many orders, whether or not earlier ones are done, and resolves when all are durable. */
async function place(settling: Settling, orders: number, perSecond: number): Promise<void> {
  const first = settling.placed;
  settling.placed += orders;
  await evenly(perSecond, orders, (index) => settling.orders.place(first + index));
}

/** Waits until the pages of the last orders show them settled: to look at all pages costs MongoDB more than to write some. */
async function untilLastShown({ pages, placed }: Settling): Promise<void> {
  const last = Array.from({ length: LAST }, (_, index) => placementOf(placed - 1 - index));
  await until('the last orders are shown', 50, async () => {
    const found = await pages.loadMany(last.map(({ userId }) => userId));
    return last.every(({ id, userId }) => shows(found.get(userId), id));
  });
}

/** Waits until all pages have all orders. */
async function untilShown(settling: Settling): Promise<void> {
  const users = Array.from({ length: CUSTOMERS }, (_, index) => placementOf(index).userId);
  await until('all orders are shown', 300, async () => {
    const pages = [...(await settling.pages.loadMany(users)).values()];
    const shown = pages.reduce((sum, page) => sum + page.orders.count, 0);
    return shown === settling.placed && pages.every(({ orders: { newest } }) => newest.every(isSettled));
  });
}

const isSettled = ({ status }: { readonly status: string }) => status !== 'PENDING';

/** Whether a page shows an order settled. */
function shows(page: MyPageDocument | undefined, orderId: string): boolean {
  return page?.orders.newest.some((order) => order.id === orderId && isSettled(order)) ?? false;
}

async function measureCost(settling: Settling, perSecond: number, seconds: number): Promise<Row> {
  const orders = perSecond * seconds;
  const processes = {
    mypage: [settling.mypage.pid],
    mongodb: settling.servers.processes.filter(({ name }) => name === 'MongoDB').map(({ pid }) => pid),
  };
  const before = { mypage: cpuSeconds(processes.mypage), mongodb: cpuSeconds(processes.mongodb) };
  await place(settling, orders, perSecond);
  await untilLastShown(settling);
  const mypage = ((cpuSeconds(processes.mypage) - before.mypage) * 1e6) / orders;
  const mongodb = ((cpuSeconds(processes.mongodb) - before.mongodb) * 1e6) / orders;
  await untilShown(settling);
  return {
    name: costName(perSecond),
    figures: { 'µs mypage': mypage, 'µs MongoDB': mongodb, 'µs an order': mypage + mongodb },
    isCharted: false,
  };
}

export const costName = (perSecond: number) => `folding ${perSecond.toLocaleString('en-US')} orders/s`;
export const freshName = (perSecond: number) => `settled to fresh, ${perSecond.toLocaleString('en-US')} orders/s`;

async function measureFreshness(settling: Settling, perSecond: number, seconds: number): Promise<Row> {
  const first = settling.placed;
  const watched = Array.from({ length: Math.floor((perSecond * seconds) / SAMPLED) }, (_, index) =>
    placementOf(first + index * SAMPLED),
  );
  const seen = new Map<string, number>();
  // Nothing else is asked meanwhile: to look at all pages would hold up the last orders.
  await Promise.all([watch(), place(settling, perSecond * seconds, perSecond)]);
  await untilShown(settling);
  const rows = await settling.database.rows<{ id: string; settled_at: Date }>(
    'SELECT id, settled_at FROM orders WHERE id IN (?)',
    [watched.map(({ id }) => id)],
  );
  const took = rows.map(({ id, settled_at }) => (seen.get(id) ?? Number.NaN) - settled_at.getTime());
  if (took.length !== watched.length || took.some(Number.isNaN)) throw new Error('A watched order was not seen');
  return {
    name: freshName(perSecond),
    figures: { 'p50 ms': percentile(took, 0.5), 'p99 ms': percentile(took, 0.99) },
    isCharted: false,
  };

  /** Looks again and again at the pages of the orders that are due, until each shows its order settled. */
  async function watch(): Promise<void> {
    const startedAt = performance.now();
    await until('the watched orders are shown', LOOK_AGAIN_MS, async () => {
      const due = ((performance.now() - startedAt) * perSecond) / 1_000 / SAMPLED;
      const looked = watched.slice(0, Math.ceil(due)).filter(({ id }) => !seen.has(id));
      const pages = await settling.pages.loadMany(looked.map(({ userId }) => userId));
      const at = Date.now();
      for (const { id, userId } of looked) if (shows(pages.get(userId), id)) seen.set(id, at);
      return seen.size === watched.length;
    });
  }
}
