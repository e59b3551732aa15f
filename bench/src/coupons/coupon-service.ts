import type { UserId } from '@rushgraph/contracts';
import { signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import { Pool } from 'undici';
import type { BenchServers } from '../harness/bench-servers.ts';
import { startService, VIEWER_KEY } from '../harness/start-service.ts';

export interface CouponService {
  readonly pid: number;
  /** Asks the subgraph as this customer; throws unless it answers without errors. */
  ask<T>(userId: UserId, query: string, variables: Readonly<Record<string, unknown>>): Promise<T>;
  stop(): Promise<void>;
}

/** The coupon subgraph as it is deployed, one process, asked over so many connections. */
export async function startCouponService(
  servers: BenchServers,
  mysqlUrl: string,
  connections: number,
): Promise<CouponService> {
  const service = await startService(servers, 'subgraphs/coupon', {
    ROLES: 'api,worker',
    MYSQL_URL: mysqlUrl,
    COUPON_QUEUE_LEAD_MS: '3600000',
  });
  const pool = new Pool(service.url, { connections, pipelining: 1 });
  return {
    pid: service.pid,
    async ask(userId, query, variables) {
      const viewer = { kind: 'user', id: userId, roles: ['CUSTOMER' as const], sessionId: 'bench' } as const;
      const response = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: {
          'content-type': 'application/json',
          [VIEWER_HEADER]: signViewer(
            { ...viewer, roles: [...viewer.roles] },
            { audience: 'coupon', key: VIEWER_KEY, now: new Date() },
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
      await service.stop();
    },
  };
}
