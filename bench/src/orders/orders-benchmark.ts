import { startOriginalSystem } from '../../baselines/original-orders/original-system.ts';
import { type BenchServers, benchServers } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { startOutboxSystem, startStreamsSystem } from './order-system.ts';
import { CALLERS, type OrderSystem, runClosedLoop, runOpenLoop } from './run-load.ts';

const ORDERS = 20_000;
/** The original is slow: fewer orders say as much about its rate. */
const ORIGINAL_ORDERS = 2_000;
/**
 * Placed before anything is measured, for some seconds: until then the compilers of Node and of the broker take a tenth of
 * the time.
 */
const WARM_UP = 20_000;
const ORIGINAL_WARM_UP = 3_000;
const OPEN_LOOP_PER_SECOND = 2_000;
const OPEN_LOOP_ORDERS = 6_000;

type Start = (servers: BenchServers) => Promise<OrderSystem>;

/** From `placeOrder` to a final row with the stock taken: as the original did it, and as it is done here. */
export const ordersBenchmark: Benchmark = {
  name: 'orders',
  describe: 'orders per second from placeOrder to final, against the original',
  async run(say) {
    const rows: Row[] = [];
    await withSystem(startOriginalSystem, say, async (system) => {
      rows.push(await measure(system, ORIGINAL_WARM_UP, ORIGINAL_ORDERS, say));
    });
    for (const start of [startOutboxSystem, startStreamsSystem]) {
      await withSystem(start, say, async (system) => {
        rows.push(await measure(system, WARM_UP, ORDERS, say));
        rows.push(await runOpenLoop(system, OPEN_LOOP_ORDERS, OPEN_LOOP_PER_SECOND, WARM_UP + ORDERS));
      });
    }
    const baseline = rows[0]?.figures['orders/s'] ?? 1;
    return {
      title: 'Orders, from placeOrder to final',
      setting: `${ORDERS} orders of 2 lines over 100 items, ${CALLERS} callers (as the original: ${ORIGINAL_ORDERS} orders)`,
      chart: 'orders/s',
      rows: rows.map(({ name, figures }) => {
        const rate = figures['orders/s'];
        return { name, figures: rate === undefined ? figures : { ...figures, '× original': rate / baseline } };
      }),
      notes: [
        'Every run is checked: each order is confirmed once, and exactly two pieces per order have left the shelves.',
      ],
    };
  },
};

async function measure(system: OrderSystem, warmUp: number, orders: number, say: (line: string) => void): Promise<Row> {
  await runClosedLoop(system, warmUp, 0);
  say('warm');
  return runClosedLoop(system, orders, warmUp);
}

async function withSystem(
  start: Start,
  say: (line: string) => void,
  work: (system: OrderSystem) => Promise<void>,
): Promise<void> {
  const servers = await benchServers(say);
  const system = await start(servers);
  say(`running: ${system.name}`);
  try {
    await work(system);
  } finally {
    await system.stop();
    await servers.drop();
  }
}
