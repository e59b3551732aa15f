import type { CampaignId, UserId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { LINE_ORDER, SERVER_CLOCK, VIEW } from '../queue/lua.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { type TicketFacts, ticketReply } from './ticket.ts';

export type ReadTicket = (campaignId: CampaignId, userId: UserId) => Promise<TicketFacts | undefined>;

/** KEYS: state, tickets, issued. ARGV: customer. Reads alone. */
const read = (clock: string) => `${clock}${LINE_ORDER}${VIEW}
local ticket = redis.call('HGET', KEYS[2], ARGV[1])
if not ticket and redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0 then return {'NONE'} end
return view(tonumber(ticket or '0'), KEYS[3], ARGV[1], clock())`;

const reply = z.union([z.tuple([z.literal('NONE')]), ticketReply]);

/** A customer's ticket; undefined for who has none, or had one in a queue that was lost. */
export function createReadTicket(redis: RedisClient, clock = SERVER_CLOCK): ReadTicket {
  const run = defineScript(redis, { name: 'read-ticket', lua: read(clock), keys: 3, reply });
  return async (campaignId, userId) => {
    const { state, tickets, issued } = queueKeys(campaignId);
    const answer = await run([state, tickets, issued], [userId]);
    return Array.isArray(answer) ? undefined : answer;
  };
}
