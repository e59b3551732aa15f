import type { CampaignId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';

/** Tickets of a campaign that is over can be asked for as long as this. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** KEYS: those to be forgotten, the stream last. ARGV: milliseconds. What is not written is never forgotten. */
const LUA = `
if redis.call('XLEN', KEYS[#KEYS]) > 0 then return 0 end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[1]) end
return 1`;

export interface RetiredQueues {
  /** Whether the queue's stream holds nothing that is not in MySQL. */
  isWritten(campaignId: CampaignId): Promise<boolean>;
  /** Redis forgets the queue in a week. */
  retire(campaignId: CampaignId): Promise<void>;
}

/** What becomes of a queue after its campaign. Entries that were set aside stay until somebody has looked at them. */
export function createRetiredQueues(redis: RedisClient): RetiredQueues {
  const run = defineScript(redis, { name: 'retire-queue', lua: LUA, keys: 5, reply: z.int() });
  return {
    isWritten: async (campaignId) => (await redis.xlen(queueKeys(campaignId).issues)) === 0,
    async retire(campaignId) {
      const { state, tickets, waiting, issued, issues } = queueKeys(campaignId);
      await run([state, tickets, waiting, issued, issues], [KEPT_MS]);
    },
  };
}
