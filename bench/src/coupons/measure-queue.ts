import { createCouponMetrics } from '@rushgraph/coupon/campaigns';
import { createCampaignWriter, createIssueStream, createReadTickets, createWriteIssues } from '@rushgraph/coupon/queue';
import { createOutbox } from '@rushgraph/messaging';
import { createClock, createIds, createMetrics } from '@rushgraph/service';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { Row } from '../harness/benchmark.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { measure } from './measure.ts';
import { MOVER, READS, TICKETS, WRITERS } from './names.ts';
import { customer, prepareQueue } from './prepare-queue.ts';

const READERS = 64;
const BATCH = 200;
const WRITERS_AT_ONCE = 2;

/** The parts of the queue one after the other: joining, reading tickets, moving, writing. */
export async function measureQueue(
  servers: BenchServers,
  customers: number,
  say: (line: string) => void,
): Promise<Row[]> {
  const pids = [...servers.pids, process.pid];
  const queue = await prepareQueue(servers, 'queue', customers);
  const parts = [
    { name: TICKETS, work: () => queue.fill() },
    { name: READS, work: (waits: number[]) => read(queue, customers, waits) },
    { name: MOVER, work: (waits: number[]) => move(queue, customers, waits) },
    { name: WRITERS, work: () => write(servers, queue, customers) },
  ];
  try {
    const rows: Row[] = [];
    for (const { name, work } of parts) {
      const figures = await measure(pids, work);
      say(`${name}: ${Math.round(figures['1/s'] ?? 0)}/s`);
      rows.push({ name, figures });
    }
    return rows;
  } finally {
    await queue.close();
  }
}

type Queue = Awaited<ReturnType<typeof prepareQueue>>;

async function read({ redis, campaign, users }: Queue, customers: number, waits: number[]): Promise<number> {
  const tickets = createReadTickets(redis);
  await inParallel(READERS, customers, async (index) => {
    const at = performance.now();
    const [facts] = await tickets(campaign.id, [{ userId: users[index] ?? customer(index) }]);
    if (facts === undefined) throw new Error(`Customer ${index} has no ticket`);
    waits.push(performance.now() - at);
  });
  return customers;
}

async function move(queue: Queue, customers: number, waits: number[]): Promise<number> {
  await queue.openGate();
  for (let serving = 0; serving < customers; ) {
    const at = performance.now();
    const issued = await queue.move(serving, BATCH);
    if (issued === 0) throw new Error(`The queue stands still at ${serving}`);
    serving += issued;
    waits.push(performance.now() - at);
  }
  return customers;
}

async function write(
  { logger }: BenchServers,
  { database, redis, campaign }: Queue,
  customers: number,
): Promise<number> {
  const now = createClock();
  const outbox = createOutbox({ source: 'coupon', newId: createIds(now), now, rows: 'batch' });
  const metrics = createCouponMetrics(createMetrics('bench', { defaults: false }));
  const parts = { campaign, metrics, logger, write: createWriteIssues({ database, outbox }) };
  await Promise.all(
    Array.from({ length: WRITERS_AT_ONCE }, async (_, index) => {
      const next = createCampaignWriter({
        ...parts,
        stream: createIssueStream(redis, campaign.id, `bench-${index}`),
        guarded: (work) => work(),
        isDatabaseHealthy: () => true,
        monotonic: () => performance.now(),
        claimAfterMs: 600_000,
        hasStopped: () => false,
      });
      while (await next());
    }),
  );
  const [row] = await database.rows<{ written: number }>('SELECT COUNT(*) AS written FROM coupon');
  if (row?.written !== customers) throw new Error(`${row?.written} coupons are written instead of ${customers}`);
  return customers;
}
