import { join } from 'node:path';
import type { Database } from '@rushgraph/database';
import { type BenchServers, root } from '../harness/bench-servers.ts';
import { startService } from '../harness/start-service.ts';
import { until } from '../harness/until.ts';

const POLL_MS = 10;

export interface Measured {
  /** From the start of the process until `/health/ready` says yes. */
  readonly ready: number;
  /** From there until every result that was waiting has taken effect. */
  readonly settled: number;
}

/**
 * Seconds for an order worker, a process as it is deployed, that finds pending orders and so many of their results. The
 * item service is away: it gets no help from there, and may not give orders up.
 */
export async function startOrderWorker(servers: BenchServers, results: number): Promise<Measured> {
  const { database, url } = await servers.database('worker', join(root, 'subgraphs/order/migrations'));
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const worker = await startService(servers, 'subgraphs/order', {
    ROLES: 'worker',
    MYSQL_URL: url,
    ITEM_URL: 'http://127.0.0.1:9/graphql',
    GIVE_UP_AFTER_MS: '3600000',
  });
  try {
    await until('the order worker is ready', POLL_MS, async () => (await fetch(`${worker.url}/health/ready`)).ok);
    const ready = seconds();
    await until('its results have taken effect', POLL_MS, async () => (await confirmed(database)) === results);
    return { ready, settled: seconds() - ready };
  } finally {
    await worker.stop();
  }
}

async function confirmed(database: Database): Promise<number> {
  const [row] = await database.rows<{ n: number }>("SELECT COUNT(*) AS n FROM orders WHERE status = 'CONFIRMED'");
  return row?.n ?? 0;
}
