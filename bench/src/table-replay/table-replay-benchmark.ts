import { orderRequested, topics } from '@rushgraph/contracts';
import { type BenchServers, benchServers } from '../harness/bench-servers.ts';
import type { Benchmark, Row } from '../harness/benchmark.ts';
import { median } from '../harness/percentile.ts';
import { confirmFirst, fillRequests } from './fill-requests.ts';
import { replayTable, STREAM_TOPIC } from './replay-table.ts';
import { type Measured, startOrderWorker } from './start-order-worker.ts';

const ROUNDS = 3;
const SHAPES = [
  { name: '100,000 pending', pending: 100_000, settled: 0 },
  { name: '1,000 pending, 200,000 settled', pending: 1_000, settled: 200_000 },
];
const PENDING_OF_WORKER = 100_000;
const RESULTS_OF_WORKER = 1_000;

/** How long an assignment keeps results waiting. */
export const tableReplayBenchmark: Benchmark = {
  name: 'table-replay',
  describe:
    'records per second at which a partition of the table of pending orders is replayed, and the start of a worker',
  async run(say) {
    const rows: Row[] = [];
    for (const { name, pending, settled } of SHAPES) {
      await withServers(say, async (servers) => {
        await servers.topics([
          { name: orderRequested.topic, partitions: 1, config: { 'cleanup.policy': 'compact' } },
          { name: STREAM_TOPIC, partitions: 1, config: {} },
        ]);
        await fillRequests(servers, pending, settled);
        say(`filled: ${name}`);
        const rounds = await inRounds((round) => replayTable(servers, round, pending));
        const records = pending + 2 * settled;
        const replay = median(rounds.map((one) => one.replay));
        rows.push({
          name,
          figures: {
            records,
            'records/s': records / replay,
            'replay s': replay,
            'with joining s': median(rounds.map((one) => one.start)),
            'then read all s': median(rounds.map((one) => one.read)),
          },
        });
      });
    }
    const rounds = await inRounds(() => withServers(say, startAndSettle));
    rows.push({
      name: 'an order worker, 100,000 pending',
      figures: {
        records: PENDING_OF_WORKER,
        'process ready s': median(rounds.map(({ ready }) => ready)),
        'then 1,000 settled s': median(rounds.map(({ settled }) => settled)),
      },
    });
    return {
      title: 'Replay of the table of pending orders',
      setting: `medians of ${ROUNDS} rounds; requests of two lines; a settled order is a request and its tombstone; one partition (worker: 4)`,
      chart: 'records/s',
      rows,
      notes: [
        'The number of rows is checked after each round, by reading each of them.',
        'Worker: a process from its start until /health/ready says yes, and until 1,000 results that waited have taken effect.',
      ],
    };
  },
};

async function startAndSettle(servers: BenchServers): Promise<Measured> {
  await servers.topics(topics);
  await fillRequests(servers, PENDING_OF_WORKER, 0);
  await confirmFirst(servers, RESULTS_OF_WORKER);
  return startOrderWorker(servers, RESULTS_OF_WORKER);
}

async function withServers<T>(say: (line: string) => void, work: (servers: BenchServers) => Promise<T>): Promise<T> {
  const servers = await benchServers(say);
  try {
    return await work(servers);
  } finally {
    await servers.drop();
  }
}

async function inRounds<T>(work: (round: number) => Promise<T>): Promise<T[]> {
  const rounds: T[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await work(round));
  return rounds;
}
