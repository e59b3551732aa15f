import type { CampaignId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { ADVANCE, SERVER_CLOCK } from '../queue/lua.ts';
import type { QueueCampaign } from '../queue/queue-campaign.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';

/** Tickets of a campaign that is over can be asked for as long as this. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * KEYS: state, issues. ARGV: closing. The clock of MySQL may be ahead of this one, by which the queue gives out coupons for as
 * long as it is not closed.
 */
const isOver = (clock: string) => `${clock}${ADVANCE}
local now = clock()
local is_closed = now >= tonumber(ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 1 then
  advance(now, KEYS[2])
  is_closed = redis.call('HEXISTS', KEYS[1], 'closed') == 1
end
return is_closed and redis.call('XLEN', KEYS[2]) == 0 and 1 or 0`;

/** KEYS: those to be forgotten, the stream last. ARGV: milliseconds. What is not written is never forgotten. */
const RETIRE = `
if redis.call('XLEN', KEYS[#KEYS]) > 0 then return 0 end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[1]) end
return 1`;

export interface RetiredQueues {
  /** Whether the queue gives out nothing any more, and all that it gave out is in MySQL. */
  isOver(campaign: Pick<QueueCampaign, 'id' | 'closesAt'>): Promise<boolean>;
  /** Redis forgets the queue in a week. */
  retire(campaignId: CampaignId): Promise<void>;
}

/** What becomes of a queue after its campaign. Entries that were set aside stay until somebody has looked at them. */
export function createRetiredQueues(redis: RedisClient, clock = SERVER_CLOCK): RetiredQueues {
  const look = defineScript(redis, { name: 'is-queue-over', lua: isOver(clock), keys: 2, reply: z.int() });
  const run = defineScript(redis, { name: 'retire-queue', lua: RETIRE, keys: 5, reply: z.int() });
  return {
    async isOver({ id, closesAt }) {
      const { state, issues } = queueKeys(id);
      return (await look([state, issues], [closesAt.getTime()])) === 1;
    },
    async retire(campaignId) {
      const { state, tickets, waiting, issued, issues } = queueKeys(campaignId);
      await run([state, tickets, waiting, issued, issues], [KEPT_MS]);
    },
  };
}
