import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type BenchServers, root } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';
import { startLiveSystem, usageOf } from './live-system.ts';
import { placeOrders } from './place-orders.ts';
import { publishChanges } from './publish-changes.ts';
import { openWatchers } from './watchers.ts';

export const CHANGES_PER_SECOND = 500;
export const IDLE_SECONDS = 10;

const query = 'subscription ($id: ID!) { orderChanged(orderId: $id) { id placedAt } }';

/** As many orders as watchers; changes of them are published to the topic itself. */
export async function watchOrders(
  servers: BenchServers,
  watched: number,
  seconds: number,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const { database, url } = await servers.database('order', join(root, 'subgraphs/order/migrations'));
  say(`placing ${watched} orders`);
  const placed = await placeOrders(servers, database, watched);
  const system = await startLiveSystem(servers, 'order', url);
  const { gateway, subgraph, tokenOf } = system;
  const usage = () => ({ gateway: usageOf(gateway), order: usageOf(subgraph) });
  try {
    const watchers = await Promise.all(
      placed.map(async ({ id, userId }) => ({ token: await tokenOf(userId), variables: { id } })),
    );
    const before = usage();
    say(`opening ${watched} subscriptions to orders`);
    const openedAt = performance.now();
    const open = await openWatchers(watchers, {
      url: system.url,
      query,
      happenedAt: /"placedAt":"([^"]+)"/,
      atOnce: 32,
      localAddress: '127.0.0.1',
    });
    const opening = (performance.now() - openedAt) / 1_000;
    const opened = usage();
    await setTimeout(IDLE_SECONDS * 1_000);
    const idle = usage();
    say(`publishing ${CHANGES_PER_SECOND} changes a second`);
    await publishChanges(servers, placed, { perSecond: CHANGES_PER_SECOND, seconds: 2, firstVersion: 2 });
    await setTimeout(2_000);
    open.takeLatencies();
    const start = usage();
    const sent = await publishChanges(servers, placed, { perSecond: CHANGES_PER_SECOND, seconds, firstVersion: 1_000 });
    await setTimeout(2_000);
    const latencies = open.takeLatencies();
    const end = usage();
    const upstreams = await system.upstreams();
    await open.close();
    return (['gateway', 'order'] as const).map((process) => ({
      name: process,
      figures: {
        'kB each': ((opened[process].megabytes - before[process].megabytes) * 1_024) / watched,
        'idle %': ((idle[process].cpuSeconds - opened[process].cpuSeconds) / IDLE_SECONDS) * 100,
        'µs a change': ((end[process].cpuSeconds - start[process].cpuSeconds) / sent) * 1e6,
        'busy %': ((end[process].cpuSeconds - start[process].cpuSeconds) / seconds) * 100,
        ...(process === 'gateway' && {
          'opened/s': watched / opening,
          'p50 ms': percentile(latencies, 0.5),
          'p99 ms': percentile(latencies, 0.99),
          'told %': (latencies.length / sent) * 100,
          upstreams,
        }),
      },
    }));
  } finally {
    await system.stop();
  }
}
