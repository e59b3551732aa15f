import { once } from 'node:events';
import { closeRedis, createRedis } from '@rushgraph/redis';
import { PUBLISHED_CHANNEL } from '@rushgraph/schema-registry/supergraphs';
import { createLogger } from '@rushgraph/service';

const LIMIT_MS = 2_000;

/** Tells gateways that there is a new supergraph; false when Redis is away: then they find it by themselves. */
export async function announce(redisUrl: string, version: number): Promise<boolean> {
  const logger = createLogger({ service: 'schema', level: 'silent', pretty: false });
  const redis = createRedis({ url: redisUrl, name: 'schema', logger, commandTimeoutMs: LIMIT_MS });
  try {
    await once(redis, 'ready', { signal: AbortSignal.timeout(LIMIT_MS) });
    await redis.publish(PUBLISHED_CHANNEL, String(version));
    return true;
  } catch {
    // What is published is published: who listens is told sooner, that is all.
    return false;
  } finally {
    await closeRedis(redis);
  }
}
