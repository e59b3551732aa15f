import { type BenchServers, benchServers } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { median } from '../harness/percentile.ts';
import { residentMegabytes } from '../harness/process-memory.ts';
import { askShop } from '../my-page/ask-shop.ts';
import { startShop } from '../my-page/start-shop.ts';
import { fillEdge } from './fill-edge.ts';
import { closedLoop, createNumbers, openLoop } from './measure-orders.ts';
import { measureRead, readsOf } from './measure-reads.ts';
import { gatewayDoor, type OrderDoor } from './order-door.ts';
import { startOriginal } from './start-original.ts';

export interface EdgeSize {
  readonly name: string;
  readonly runs: number;
  readonly customers: number;
  readonly orders: number;
  readonly originalOrders: number;
  /** Until every process runs compiled code: half of what an order costs at first is gone by then. */
  readonly warmOrders: number;
  readonly originalWarmOrders: number;
  readonly warmRequests: number;
  readonly requests: number;
  readonly openLoopSeconds: number;
}

const CALLERS = [64, 256];
const READERS = 16;
const ITEMS = 100;

/** Everything that is deployed, driven through the gateway by customers with tokens of their own. */
export function edgeBenchmark({ name, ...size }: EdgeSize): Benchmark {
  return {
    name,
    describe: 'the whole path: orders and reads through the gateway, CPU of every process, against the original',
    async run(say) {
      const rows = [...(await measureOriginal(size, say)), ...(await measureShop(size, say))];
      return {
        title: 'The whole path',
        setting: `medians of ${size.runs} after ${size.warmOrders.toLocaleString('en-US')} orders and ${size.warmRequests.toLocaleString('en-US')} requests of each read; ${size.orders.toLocaleString('en-US')} orders of 2 lines over ${ITEMS} items by ${size.customers} customers (as the original: ${size.originalOrders}, after ${size.originalWarmOrders.toLocaleString('en-US')}); ${size.requests.toLocaleString('en-US')} requests of each read from ${READERS} callers; one process of each service`,
        chart: '1/s',
        rows,
        notes: [
          'µs: CPU for one order or request, of each process and (CPU µs) of all but the driver. accept: until the answer; final: from the row to its final state.',
          'Every order is waited for: as many are final as were placed. As the original: its services behind plain HTTP, without accounts, pages or a gateway.',
          'The row of memory: MB that each process holds at the end.',
        ],
      };
    },
  };
}

type Size = Omit<EdgeSize, 'name'>;

async function measureOriginal(
  { runs, originalOrders: orders, originalWarmOrders: warmOrders }: Size,
  say: (line: string) => void,
): Promise<Row[]> {
  const servers = await benchServers(say);
  const original = await startOriginal(servers, Math.max(...CALLERS));
  const processes = [...original.processes, ...servers.processes];
  try {
    return await closedLoops(original.door, { runs, orders, warmOrders, take: createNumbers() }, processes, say);
  } finally {
    await original.stop();
    await servers.drop();
  }
}

async function measureShop(size: Size, say: (line: string) => void): Promise<Row[]> {
  const servers = await benchServers(say);
  const asking = askShop(Math.max(...CALLERS));
  try {
    return await measureStarted(servers, asking, size, say);
  } finally {
    asking.close();
    await servers.drop();
  }
}

async function measureStarted(
  servers: BenchServers,
  asking: ReturnType<typeof askShop>,
  { runs, customers: count, orders, requests, openLoopSeconds, warmOrders, warmRequests }: Size,
  say: (line: string) => void,
): Promise<Row[]> {
  const shop = await startShop(servers);
  try {
    const { database } = await servers.database('order');
    say(`${count} customers sign up`);
    const customers = await fillEdge(shop, asking, { customers: count, items: ITEMS });
    const processes = [...shop.processes, ...servers.processes];
    const parts = { ask: asking.ask, database, customers };
    const take = createNumbers();
    const door = gatewayDoor('through the gateway', { ...parts, url: shop.url });
    const rows = await closedLoops(door, { runs, orders, warmOrders, take }, processes, say);
    const perSecond = Math.max(...rows.map(({ figures }) => figures['1/s'] ?? 0)) / 2;
    const steady = Math.round(perSecond * openLoopSeconds);
    rows.push(
      await repeated(runs, say, () => openLoop(door, { perSecond, orders: steady, first: take(steady) }, processes)),
    );
    for (const read of readsOf(customers, door.orderOf)) {
      const asker = { ask: asking.ask, url: shop.url, tokens: customers.tokens };
      await measureRead(asker, read, { callers: READERS, requests: warmRequests }, processes);
      rows.push(await repeated(runs, say, () => measureRead(asker, read, { callers: READERS, requests }, processes)));
    }
    const stock = await shop.startGateway({ GATEWAY_ENGINE: 'apollo' });
    const others = processes.map((one) => (one.name === 'gateway' ? { ...one, pid: stock.pid } : one));
    const stockDoor = gatewayDoor('with the stock executor', { ...parts, url: `${stock.url}/graphql` });
    rows.push(...(await closedLoops(stockDoor, { runs, orders, warmOrders, take }, others, say)));
    rows.push({
      name: 'memory, MB',
      figures: Object.fromEntries(processes.map((one) => [one.name, residentMegabytes(one.pid)])),
      isCharted: false,
    });
    return rows;
  } finally {
    await shop.stop();
  }
}

/** Each number of callers so often, after a round that only warms. */
async function closedLoops(
  door: OrderDoor,
  loops: { runs: number; orders: number; warmOrders: number; take: (count: number) => number },
  processes: Parameters<typeof closedLoop>[2],
  say: (line: string) => void,
): Promise<Row[]> {
  const { runs, orders, warmOrders, take } = loops;
  const rows: Row[] = [];
  const run = (callers: number, count = orders) =>
    closedLoop(door, { callers, orders: count, first: take(count) }, processes);
  await run(Math.min(...CALLERS), warmOrders);
  for (const callers of CALLERS) rows.push(await repeated(runs, say, () => run(callers)));
  return rows;
}

/** The median of each figure over so many runs. */
async function repeated(runs: number, say: (line: string) => void, work: () => Promise<Row>): Promise<Row> {
  const rows: Row[] = [];
  for (let run = 0; run < runs; run++) rows.push(await work());
  const [first] = rows;
  if (first === undefined) throw new RangeError('A figure needs one run at least');
  const names = Object.keys(first.figures);
  const figures = Object.fromEntries(names.map((name) => [name, median(rows.map((row) => row.figures[name] ?? 0))]));
  say(`${first.name}: ${Math.round(figures['1/s'] ?? 0)}/s, ${Math.round(figures['CPU µs'] ?? 0)} µs`);
  return { ...first, figures };
}
