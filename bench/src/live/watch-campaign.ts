import { setTimeout } from 'node:timers/promises';
import { prepareQueue } from '../coupons/prepare-queue.ts';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';
import { startLiveSystem, usageOf } from './live-system.ts';
import { IDLE_SECONDS } from './watch-orders.ts';
import { openWatchers } from './watchers.ts';

export const COUPONS_PER_SECOND = 1_000;

const query =
  'subscription ($id: ID!) { couponTicketChanged(campaignId: $id) { state position campaign { name remaining } coupon { issuedAt } } }';
/** How often the queue moves, as the mover does. */
const TICK_MS = 100;
const LONGEST_WAIT_MS = 60_000;

/** A queue in which everybody follows their ticket, from the last place to the coupon. */
export async function watchCampaign(
  servers: BenchServers,
  watched: number,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const queue = await prepareQueue(servers, 'coupon', watched);
  const system = await startLiveSystem(servers, 'coupon', queue.url);
  const { gateway, subgraph, tokenOf } = system;
  const usage = () => ({ gateway: usageOf(gateway), coupon: usageOf(subgraph) });
  try {
    say(`${watched} customers join a queue`);
    await queue.fill();
    await queue.openGate();
    const variables = { id: queue.campaign.id };
    const watchers = await Promise.all(
      queue.users.map(async (userId) => ({ token: await tokenOf(userId), variables })),
    );
    const before = usage();
    say(`opening ${watched} subscriptions to their tickets`);
    const openedAt = performance.now();
    const open = await openWatchers(watchers, {
      url: system.url,
      query,
      happenedAt: /"issuedAt":"([^"]+)"/,
      atOnce: 32,
      localAddress: '127.0.0.2',
    });
    const opening = (performance.now() - openedAt) / 1_000;
    const opened = usage();
    await setTimeout(IDLE_SECONDS * 1_000);
    const idle = usage();
    open.takeAnswers();
    const upstreams = await system.upstreams();
    say(`giving out ${COUPONS_PER_SECOND} coupons a second`);
    const startedAt = performance.now();
    await giveOut(queue, watched);
    const latencies: number[] = [];
    const until = performance.now() + LONGEST_WAIT_MS;
    while (latencies.length < watched && performance.now() < until) {
      latencies.push(...open.takeLatencies());
      await setTimeout(TICK_MS);
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    const end = usage();
    const answers = open.takeAnswers();
    await open.close();
    return (['gateway', 'coupon'] as const).map((process) => ({
      name: `${process}, one campaign`,
      figures: {
        'kB each': ((opened[process].megabytes - before[process].megabytes) * 1_024) / watched,
        'idle %': ((idle[process].cpuSeconds - opened[process].cpuSeconds) / IDLE_SECONDS) * 100,
        'µs a change': ((end[process].cpuSeconds - idle[process].cpuSeconds) / answers) * 1e6,
        'busy %': ((end[process].cpuSeconds - idle[process].cpuSeconds) / seconds) * 100,
        ...(process === 'gateway' && {
          'opened/s': watched / opening,
          'p50 ms': percentile(latencies, 0.5),
          'p99 ms': percentile(latencies, 0.99),
          'told %': (latencies.length / watched) * 100,
          'answers/s': answers / seconds,
          upstreams,
        }),
      },
    }));
  } finally {
    await system.stop();
    await queue.close();
  }
}

/** Moves the queue to its end, as evenly as the mover does. */
async function giveOut(queue: Awaited<ReturnType<typeof prepareQueue>>, watched: number): Promise<void> {
  const startedAt = performance.now();
  for (let serving = 0; serving < watched; ) {
    const due = Math.min(watched, Math.floor(((performance.now() - startedAt) / 1_000) * COUPONS_PER_SECOND));
    while (serving < due) serving += await queue.move(serving, due - serving, COUPONS_PER_SECOND);
    await setTimeout(TICK_MS);
  }
}
