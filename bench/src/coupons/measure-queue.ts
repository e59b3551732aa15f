import { createCouponMetrics } from '@rushgraph/coupon/coupon-metrics';
import { createReadTicket } from '@rushgraph/coupon/show-ticket/read-ticket';
import { createCampaignWriter } from '@rushgraph/coupon/write-issues/campaign-writer';
import { createIssueStream } from '@rushgraph/coupon/write-issues/issue-stream';
import { createWriteIssues } from '@rushgraph/coupon/write-issues/write-issues';
import { createOutbox } from '@rushgraph/messaging';
import { createClock, createIds, createMetrics } from '@rushgraph/service';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { percentile } from '../harness/percentile.ts';
import { customer, fillQueue } from './filled-queue.ts';
import { MOVER, READS, TICKETS, WRITERS } from './names.ts';

const READERS = 64;
const BATCH = 200;
const WRITERS_AT_ONCE = 2;

/** The parts of the queue one after the other: joining, reading tickets, moving, writing. */
export async function measureQueue(
  servers: BenchServers,
  customers: number,
  say: (line: string) => void,
): Promise<Row[]> {
  const queue = await fillQueue(servers, 'queue', customers);
  try {
    say(`${TICKETS}: ${Math.round(queue.joinsPerSecond)}/s`);
    const rows: Row[] = [{ name: TICKETS, figures: { '1/s': queue.joinsPerSecond } }];
    rows.push(await read(queue, customers));
    rows.push(await move(queue, customers));
    rows.push(await write(servers, queue, customers));
    for (const { name, figures } of rows.slice(1)) say(`${name}: ${Math.round(figures['1/s'] ?? 0)}/s`);
    return rows;
  } finally {
    await queue.close();
  }
}

type Queue = Awaited<ReturnType<typeof fillQueue>>;

async function read({ redis, campaign }: Queue, customers: number): Promise<Row> {
  const ticket = createReadTicket(redis);
  const waits: number[] = [];
  const users = Array.from({ length: customers }, (_, index) => customer(index));
  const startedAt = performance.now();
  await inParallel(READERS, customers, async (index) => {
    const at = performance.now();
    const facts = await ticket(campaign.id, users[index] ?? customer(index));
    if (facts === undefined) throw new Error(`Customer ${index} has no ticket`);
    waits.push(performance.now() - at);
  });
  const rate = (customers * 1_000) / (performance.now() - startedAt);
  return { name: READS, figures: { '1/s': rate, 'p50 ms': percentile(waits, 0.5), 'p99 ms': percentile(waits, 0.99) } };
}

async function move(queue: Queue, customers: number): Promise<Row> {
  const waits: number[] = [];
  const startedAt = performance.now();
  for (let serving = 0; serving < customers; ) {
    const at = performance.now();
    const issued = await queue.move(serving, BATCH);
    if (issued === 0) throw new Error(`The queue stands still at ${serving}`);
    serving += issued;
    waits.push(performance.now() - at);
  }
  const rate = (customers * 1_000) / (performance.now() - startedAt);
  return { name: MOVER, figures: { '1/s': rate, 'p50 ms': percentile(waits, 0.5), 'p99 ms': percentile(waits, 0.99) } };
}

async function write({ logger }: BenchServers, { database, redis, campaign }: Queue, customers: number): Promise<Row> {
  const now = createClock();
  const outbox = createOutbox({ source: 'coupon', newId: createIds(now), now, rows: 'batch' });
  const metrics = createCouponMetrics(createMetrics('bench', { defaults: false }));
  const write = createWriteIssues({ database, outbox });
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: WRITERS_AT_ONCE }, async (_, index) => {
      const next = createCampaignWriter({
        campaign,
        stream: createIssueStream(redis, campaign.id, `bench-${index}`),
        write,
        guarded: (work) => work(),
        isDatabaseHealthy: () => true,
        monotonic: () => performance.now(),
        metrics,
        logger,
        claimAfterMs: 600_000,
        hasStopped: () => false,
      });
      while (await next());
    }),
  );
  const rate = (customers * 1_000) / (performance.now() - startedAt);
  const [row] = await database.rows<{ written: number }>('SELECT COUNT(*) AS written FROM coupon');
  if (row?.written !== customers) throw new Error(`${row?.written} coupons are written instead of ${customers}`);
  return { name: WRITERS, figures: { '1/s': rate } };
}
