import { closeRedis, createRedis, createRedisCluster, pingRedis } from '@rushgraph/redis';
import { createLogger } from '@rushgraph/service';
import type { Cluster, Redis } from 'ioredis';

export interface RedisAddress {
  readonly url: string;
  /** Whether it is a node of a cluster. */
  readonly isCluster: boolean;
}

/** Reads with a connection of its own; says that it is Redis when that fails. */
export async function readFromRedis<T>(
  { url, isCluster }: RedisAddress,
  read: (redis: Redis | Cluster) => Promise<T>,
): Promise<T> {
  const logger = createLogger({ service: 'verify', level: 'silent', pretty: false });
  const redis = (isCluster ? createRedisCluster : createRedis)({ url, name: 'verify', logger });
  try {
    await pingRedis(redis);
    return await read(redis);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Error(`Redis cannot be read (${why}); is the shop running, at REDIS_URL?`, { cause: error });
  } finally {
    await closeRedis(redis);
  }
}
