import { defineScript } from '@rushgraph/redis';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { IssueWay } from '../../src/coupons/issue-way.ts';
import { enterQueue, originalKeys } from './original-queue.ts';

const LUA = `
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
if tonumber(redis.call('GET', KEYS[2])) <= 0 then return 0 end
redis.call('DECR', KEYS[2])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('XADD', KEYS[3], '*', 'user', ARGV[1])
return 1`;

/** One script for one issue, on one connection: what a batched mover is compared with. */
export const luaIssue: IssueWay = {
  name: 'Lua, one issue a call',
  async start({ redisUrl }, { most }) {
    const keys = originalKeys();
    const redis = new Redis(redisUrl, { protocol: 2 });
    await enterQueue(redis, keys, most);
    const run = defineScript(redis, { name: 'lua-issue', lua: LUA, keys: 3, reply: z.int() });
    return {
      async issue(index) {
        const issued = await run([keys.entered, keys.stock, keys.stream], [`user-${index}`]);
        if (issued !== 1) throw new Error(`user-${index} got no coupon`);
      },
      async verify(issued) {
        const written = await redis.xlen(keys.stream);
        if (written !== issued) throw new Error(`${written} issues are in the stream instead of ${issued}`);
      },
      async stop() {
        await redis.unlink(Object.values(keys));
        redis.disconnect();
      },
    };
  },
};
