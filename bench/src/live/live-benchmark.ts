import { readFileSync } from 'node:fs';
import { topics } from '@rushgraph/contracts';
import { benchServers } from '../harness/bench-servers.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { COUPONS_PER_SECOND, watchCampaign } from './watch-campaign.ts';
import { CHANGES_PER_SECOND, watchOrders } from './watch-orders.ts';

export interface LiveLoad {
  /** Orders that are watched, each by its customer. */
  readonly orders: number;
  readonly seconds: number;
  /** Customers who follow their tickets of one campaign. */
  readonly tickets: number;
}

/** Files that each process needs beside its sockets. */
const OTHER_FILES = 1_000;

/** Open subscriptions at one gateway and one instance of a subgraph: what they cost, and how soon a change is told. */
export function liveBenchmark(name: string, { orders, seconds, tickets }: LiveLoad): Benchmark {
  return {
    name,
    describe: `${orders} orders and ${tickets} tickets of one campaign that are followed through one gateway: memory and CPU, and how soon a change is told`,
    async run(say) {
      const watched = Math.min(tickets, openFiles() - OTHER_FILES);
      const servers = await benchServers(say);
      try {
        await servers.topics(topics);
        const rows = [
          ...(await watchOrders(servers, orders, seconds, say)),
          ...(await watchCampaign(servers, watched, say)),
        ];
        return {
          title: 'Live updates',
          setting:
            `server-sent events, one gateway, one instance of the subgraph; ${orders} orders, ${CHANGES_PER_SECOND} changes a second published to the topic for ${seconds} s; ` +
            `${watched} tickets of one campaign, ${COUPONS_PER_SECOND} coupons a second` +
            (watched < tickets ? ` (${tickets} if a process might open as many files here)` : ''),
          chart: 'µs a change',
          rows,
          notes: [
            'kB each: growth of the process’s memory for one open subscription. idle: CPU while nothing happens, heartbeats and sessions included.',
            'A change is an answer that a client got. busy: CPU of one core while changes are told. upstreams: connections from the gateway to the subgraph.',
            'p50, p99: from the publication of a change, or from the coupon’s issue, to the client that has it; two cores are shared by the servers, both processes and all clients.',
          ],
        };
      } finally {
        await servers.drop();
      }
    },
  };
}

/** How many files this process, and those it starts, may open. Only Linux tells. */
function openFiles(): number {
  try {
    return Number(
      /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.POSITIVE_INFINITY,
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Number.POSITIVE_INFINITY;
    throw error;
  }
}
