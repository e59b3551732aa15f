import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { IssueWay } from '../../src/coupons/issue-way.ts';
import { enterQueue, originalKeys } from './original-queue.ts';

/** A connection for every issue, as its session callback had it, or one for each caller. */
export function multiIssue(connections: 'per issue' | 'pooled'): IssueWay {
  return {
    name: connections === 'per issue' ? 'MULTI, as the original: a connection per issue' : 'MULTI, pooled',
    async start({ redisUrl }, { callers, most }) {
      const keys = originalKeys();
      const main = new Redis(redisUrl, { protocol: 2 });
      await enterQueue(main, keys, most);
      const idle =
        connections === 'pooled' ? await Promise.all(Array.from({ length: callers }, () => connect(redisUrl))) : [];
      return {
        async issue(index) {
          const redis = idle.pop() ?? (await connect(redisUrl));
          const user = `user-${index}`;
          const answers = await redis
            .multi()
            .zscore(keys.entered, user)
            .decr(keys.stock)
            .zrem(keys.entered, user)
            .exec();
          if (answers?.[0]?.[1] === null) throw new Error(`${user} was not in the queue`);
          if (connections === 'pooled') idle.push(redis);
          else redis.disconnect();
        },
        async verify(issued) {
          const left = Number(await main.get(keys.stock));
          if (left !== most - issued) throw new Error(`${most - left} coupons are gone instead of ${issued}`);
        },
        async stop() {
          await main.unlink(Object.values(keys));
          for (const redis of [main, ...idle]) redis.disconnect();
        },
      };
    },
  };
}

async function connect(url: string): Promise<Redis> {
  const redis = new Redis(url, { protocol: 2, enableReadyCheck: false });
  await once(redis, 'ready');
  return redis;
}
