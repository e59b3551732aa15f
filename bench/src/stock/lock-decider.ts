import { once } from 'node:events';
import { createLockKeeper, createMergeKeeper } from '@rushgraph/item/stock';
import { closeRedis, createFencedLock, createRedis } from '@rushgraph/redis';
import type { BenchServers } from '../harness/bench-servers.ts';
import type { Decider } from './decider.ts';
import { batchedDecider } from './keeper-decider.ts';
import { items, openShelves } from './shelves.ts';

/** Partitions that a consumer handles at once. */
const WORKERS = 4;

/** The lock strategy as it is deployed: each order has a transaction of its own, on several partitions at once. */
export async function startLockDecider(servers: BenchServers): Promise<Decider> {
  const { logger, redisUrl } = servers;
  const database = await openShelves(servers, 'lock');
  const redis = createRedis({ url: redisUrl, name: 'bench', logger });
  await once(redis, 'ready');
  const keeper = createLockKeeper({
    lock: createFencedLock({ redis, logger }),
    merge: createMergeKeeper(),
    whenRedisIsAway: 'refuse',
    logger,
  });
  return batchedDecider(database, keeper, {
    workers: WORKERS,
    async stop() {
      await redis.unlink(items.map((itemId) => `{stock}:lock:${itemId}:fence`));
      await closeRedis(redis);
    },
  });
}
