import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { UserId } from '@rushgraph/contracts';
import { signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import { QUIET_OPTIONS } from '@rushgraph/service/node-options';
import { Pool } from 'undici';
import { type BenchServers, root } from '../harness/bench-servers.ts';
import { common } from '../my-page/start-shop.ts';

export interface CouponService {
  readonly pid: number;
  /** Asks the subgraph as this customer; throws unless it answers without errors. */
  ask<T>(userId: UserId, query: string, variables: Readonly<Record<string, unknown>>): Promise<T>;
  stop(): Promise<void>;
}

const KEY = Buffer.alloc(32, 1);

/** The coupon subgraph as it is deployed, one process, asked over so many connections. */
export async function startCouponService(
  servers: BenchServers,
  mysqlUrl: string,
  connections: number,
): Promise<CouponService> {
  const child = spawn(process.execPath, [...QUIET_OPTIONS, join(root, 'subgraphs/coupon/src/main.ts')], {
    env: {
      ...process.env,
      ...common(servers),
      ROLES: 'api,worker',
      MYSQL_URL: mysqlUrl,
      VIEWER_KEY: KEY.toString('base64'),
      COUPON_QUEUE_LEAD_MS: '3600000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pool = new Pool(await addressOf(child), { connections, pipelining: 1 });
  return {
    pid: child.pid ?? 0,
    async ask(userId, query, variables) {
      const viewer = { kind: 'user', id: userId, roles: ['CUSTOMER' as const], sessionId: 'bench' } as const;
      const response = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: {
          'content-type': 'application/json',
          [VIEWER_HEADER]: signViewer(
            { ...viewer, roles: [...viewer.roles] },
            { audience: 'coupon', key: KEY, now: new Date() },
          ),
        },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.body.text();
      const { data, errors } = JSON.parse(text);
      if (errors !== undefined || data == null) throw new Error(`The coupon service answered ${text.slice(0, 300)}`);
      return data;
    },
    async stop() {
      await pool.close();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Where it listens, as its log says. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) if (/"level":[456]0/.test(line)) console.error(line);
      if (text.length > 100_000) return;
      text += chunk.toString();
      const ready = text.split('\n').find((line) => line.includes('"msg":"ready"'));
      if (ready !== undefined) resolve(String(JSON.parse(ready).address));
    });
    child.once('exit', (code) => reject(new Error(`The coupon service ended with ${code}`)));
  });
}
