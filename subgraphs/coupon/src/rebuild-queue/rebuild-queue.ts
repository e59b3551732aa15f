import type { CampaignId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { defineScript } from '@rushgraph/redis';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { CouponMetrics } from '../coupon-metrics.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { ADD_ISSUED, OPEN_GATE, SHUT_GATE } from './gate-scripts.ts';
import { createIssueAgain } from './issue-again.ts';
import { raiseEpoch } from './raise-epoch.ts';
import { readIssued } from './read-issued.ts';
import { readStreamed } from './read-streamed.ts';

export interface RebuildQueueDeps {
  readonly redis: RedisClient;
  readonly database: Database;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: Pick<CouponMetrics, 'rebuilds'>;
}

/** Opens the gate of a campaign's queue. False when another mover, or a restart of Redis, has come between. */
export type RebuildQueue = (campaignId: CampaignId, token: string) => Promise<boolean>;

/** Customers in one call: Redis works on nothing else meanwhile. */
const AT_ONCE = 500;
/** Of each statement: one that MySQL never answers would keep the queue from those who reach it. */
const LIMIT_MS = 10_000;

/**
 * Makes a queue whose gate is shut fit for issuing: it is new, Redis has lost it, or Redis was started again and may have
 * lost its last moments. First the epoch in MySQL grows, after which nobody can write what they had read from Redis before;
 * then every customer who has a coupon in MySQL is known to the queue, and counted. What the stream still has was issued
 * by the queue itself and is counted already. What only the queue knows of is handed to the writers again.
 */
export function createRebuildQueue({ redis, database, logger, metrics }: RebuildQueueDeps): RebuildQueue {
  const shut = defineScript(redis, { name: 'shut-gate', lua: SHUT_GATE, keys: 1, reply: z.array(z.string()) });
  const add = defineScript(redis, { name: 'add-issued', lua: ADD_ISSUED, keys: 2, reply: z.array(z.string()) });
  const open = defineScript(redis, { name: 'open-gate', lua: OPEN_GATE, keys: 2, reply: z.array(z.string()) });

  const issueAgain = createIssueAgain(redis);

  return async (campaignId, token) => {
    const keys = queueKeys(campaignId);
    const { state, issued } = keys;
    const [answer, run] = await shut([state], [token]);
    if (answer !== 'SHUT' || run === undefined) return false;
    const epoch = await raiseEpoch(database, campaignId, LIMIT_MS);
    // Before MySQL: what is written meanwhile has been in the stream.
    const streamed = new Set<string>((await readStreamed(redis, keys, AT_ONCE)).map(({ user }) => user));
    const known = new Set<string>();
    let lastPlace = 0;
    for await (const page of readIssued(database.within(LIMIT_MS), campaignId, AT_ONCE)) {
      const pairs = page.flatMap(({ user_id, place, issued_at }) => [user_id, `${place ?? 0}:${issued_at.getTime()}`]);
      if ((await add([state, issued], [token, ...pairs]))[0] !== 'ADDED') return false;
      lastPlace = Math.max(lastPlace, ...page.map(({ place }) => place ?? 0));
      for (const { user_id } of page) known.add(user_id);
    }
    const again = await issueAgain(keys, token, (user) => known.has(user) || streamed.has(user), AT_ONCE);
    if (again === undefined) return false;
    if ((await open([state, issued], [token, run, epoch, lastPlace]))[0] !== 'OPEN') return false;
    metrics.rebuilds.inc();
    logger.info(
      { campaignId, epoch, issued: known.size, again },
      'compared the queue of a campaign with MySQL and opened it',
    );
    return true;
  };
}
