import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { soakEngine } from '@rushgraph/gateway/soak';
import { seededRandom } from '@rushgraph/testkit/chance';
import { root } from '../harness/bench-servers.ts';
import type { Benchmark } from '../harness/benchmark.ts';

const MEGABYTE = 1_048_576;
/** Less than all plans need, so that the bound is reached. */
const PLAN_CACHE_MB = 8;
const [REQUESTS, OPERATIONS, SWAPS] = [1_000_000, 5_000, 200];

/** Whether memory stays flat, and whether a new supergraph costs a request. Throws when one fails. */
export const gatewaySoak: Benchmark = {
  name: 'gateway-soak',
  describe:
    'a million requests of 5,000 operations, and 200 changes of the supergraph under load: memory, plan cache, failures',
  async run(say) {
    const supergraphSdl = readFileSync(join(root, 'supergraph.graphql'), 'utf8');
    const report = await soakEngine({
      supergraphSdl,
      operations: OPERATIONS,
      requests: REQUESTS,
      swaps: SWAPS,
      planCacheBytes: PLAN_CACHE_MB * MEGABYTE,
      random: seededRandom(1),
      say,
    });
    if (report.failed.length > 0) throw new Error(`${report.failed.length} requests failed: ${report.failed[0]}`);
    const rows = [
      ...report.asking.map((megabytes, index) => ({
        name: `${((index + 1) * REQUESTS) / report.asking.length} requests`,
        figures: { 'heap MB': megabytes },
      })),
      ...report.swapping.map((megabytes, index) => ({
        name: `${((index + 1) * SWAPS) / report.swapping.length} supergraphs`,
        figures: { 'heap MB': megabytes },
      })),
    ];
    return {
      title: 'Gateway, for long',
      setting: `${report.requests} requests of ${OPERATIONS} operations and ${SWAPS} changes of the supergraph in ${Math.round(report.seconds)} s, in one process with made-up subgraphs`,
      chart: 'heap MB',
      rows,
      notes: [
        'The heap after a full collection. Subgraphs are made up within the process, which takes the network’s time away and nothing else.',
        `No request failed. Plans and compiled operations took at most ${(report.mostPlanBytes / MEGABYTE).toFixed(1)} MB of the ${2 * PLAN_CACHE_MB} MB that they may.`,
      ],
    };
  },
};
