import { Redis } from 'ioredis';
import { claimRedisDatabase } from './claim-redis-database.ts';
import { onServer } from './on-server.ts';
import { testStack } from './test-stack.ts';

export interface TestRedis {
  readonly redis: Redis;
  /** Names the logical database, so further connections see the same keys. */
  readonly url: string;
  /** Empties this file's logical database and no other. */
  flush(): Promise<void>;
  drop(): Promise<void>;
}

/** An empty logical Redis database that belongs to this test file alone. */
export async function testRedis(): Promise<TestRedis> {
  const server = testStack().redisUrl;
  const { index, release } = await claimRedisDatabase(server);
  const url = onServer(server, String(index));
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  return {
    redis,
    url,
    async flush() {
      await redis.flushdb();
    },
    async drop() {
      await redis.flushdb();
      redis.disconnect();
      await release();
    },
  };
}
