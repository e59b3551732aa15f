import { randomBytes } from 'node:crypto';
import type { Database } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { createRedis, createRedisCluster } from '@rushgraph/redis';
import type { Logger, Metrics } from '@rushgraph/service';
import type { CouponConfig } from './config.ts';
import { createCouponMetrics } from './coupon-metrics.ts';
import { type CouponQueue, createCouponQueue } from './coupon-queue.ts';
import { createJoinQueue } from './join-queue/join-queue.ts';
import { createLoaders } from './loaders.ts';
import type { RedisClient } from './queue/redis-client.ts';
import { createQueueWorker, type QueueWorker } from './queue-worker.ts';
import { createReadTickets } from './show-ticket/read-tickets.ts';
import { createTicketFeed, type TicketFeed } from './watch-ticket/ticket-feed.ts';

export interface QueuePartsDeps {
  readonly config: CouponConfig;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly instanceId: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Everything about queues that a process has, as its settings say. */
export function createQueueParts(deps: QueuePartsDeps): {
  readonly redis: RedisClient;
  readonly queue: CouponQueue;
  readonly worker: QueueWorker;
  readonly feed: TicketFeed;
} {
  const { config, database, metrics } = deps;
  const connect = config.REDIS_CLUSTER ? createRedisCluster : createRedis;
  const redis = connect({ url: config.REDIS_URL, name: 'coupon', logger: deps.logger });
  const newSeed = () => randomBytes(16).toString('hex');
  const leadMs = config.COUPON_QUEUE_LEAD_MS;
  const queue = createCouponQueue({
    database,
    joinQueue: createJoinQueue({ redis, leadMs, newSeed }),
    readTickets: createReadTickets(redis),
    usualPace: config.COUPON_ISSUES_PER_SECOND,
    random: Math.random,
    metrics: createCouponMetrics(metrics),
  });
  const worker = createQueueWorker({
    ...deps,
    redis,
    newSeed,
    monotonic: () => performance.now(),
    settings: {
      instanceId: deps.instanceId,
      leadMs,
      ratePerSecond: config.COUPON_ISSUES_PER_SECOND,
      mostUnwritten: config.COUPON_MAX_UNWRITTEN,
      tickMs: config.COUPON_TICK_MS,
      leaseMs: config.COUPON_LEASE_MS,
      claimAfterMs: config.COUPON_CLAIM_AFTER_MS,
      lookMs: config.COUPON_LOOK_MS,
    },
  });
  const feed = createTicketFeed({
    ...deps,
    queue,
    newLoaders: () => createLoaders(database),
    lookMs: config.COUPON_WATCH_MS,
    monotonic: () => performance.now(),
  });
  return { redis, queue, worker, feed };
}
