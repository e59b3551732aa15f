import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@rushgraph/database';
import { QUIET_OPTIONS, SERVICE_OPTIONS } from '@rushgraph/service/node-options';
import { type BenchServers, root } from '../harness/bench-servers.ts';
import { common } from '../my-page/start-shop.ts';

const POLL_MS = 10;
const LIMIT_MS = 60_000;

export interface Started {
  /** From the start of the process until `/health/ready` says yes. */
  readonly ready: number;
  /** From there until every result that was waiting has taken effect. */
  readonly settled: number;
}

/**
 * Seconds for an order worker, a process as it is deployed, that finds pending orders and so many of their results. The
 * item service is away: it gets no help from there, and may not give orders up.
 */
export async function startOrderWorker(servers: BenchServers, results: number): Promise<Started> {
  const { database, url } = await servers.database('worker', join(root, 'subgraphs/order/migrations'));
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const child = spawn(
    process.execPath,
    [...QUIET_OPTIONS, ...SERVICE_OPTIONS, join(root, 'subgraphs/order/src/main.ts')],
    {
      env: {
        ...process.env,
        ...common(servers),
        ROLES: 'worker',
        MYSQL_URL: url,
        ITEM_URL: 'http://127.0.0.1:9/graphql',
        GIVE_UP_AFTER_MS: '3600000',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  try {
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        // Warnings and worse: a worker that fails silently would only be seen to stand still.
        for (const line of chunk.toString().split('\n')) if (/"level":[456]0/.test(line)) console.error(line);
        const ready = chunk
          .toString()
          .split('\n')
          .find((line) => line.includes('"msg":"ready"'));
        if (ready !== undefined) resolve(JSON.parse(ready).address);
      });
      child.once('exit', (code) => reject(new Error(`The order worker ended with ${code}`)));
    });
    await until(async () => (await fetch(`${address}/health/ready`)).ok);
    const ready = seconds();
    await until(async () => (await confirmed(database)) === results);
    return { ready, settled: seconds() - ready };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('The order worker does not get on');
    await pause(POLL_MS);
  }
}

async function confirmed(database: Database): Promise<number> {
  const [row] = await database.rows<{ n: number }>("SELECT COUNT(*) AS n FROM orders WHERE status = 'CONFIRMED'");
  return row?.n ?? 0;
}
