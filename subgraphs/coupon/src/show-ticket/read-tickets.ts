import type { CampaignId, UserId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { LINE_ORDER, SERVER_CLOCK, VIEW } from '../queue/lua.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { type TicketFacts, ticketReply } from './ticket.ts';

export interface AskedTicket {
  readonly userId: UserId;
  /** What was read before: the position of a ticket stays what it is, and is not worked out again. */
  readonly known?: Pick<TicketFacts, 'line' | 'ticket' | 'position'> | undefined;
}

/** Customers' tickets, in their order; undefined for who has none, or had one in a queue that was lost. */
export type ReadTickets = (
  campaignId: CampaignId,
  asked: readonly AskedTicket[],
) => Promise<readonly (TicketFacts | undefined)[]>;

/**
 * KEYS: state, tickets, issued. ARGV: of each customer the id, the ticket that is known (`line:ticket`), and its position, 0
 * for none. Reads alone; each hash is asked once.
 */
const read = (clock: string) => `${clock}${LINE_ORDER}${VIEW}
local users = {}
for index = 1, #ARGV, 3 do users[#users + 1] = ARGV[index] end
local tickets, issues = redis.call('HMGET', KEYS[2], unpack(users)), redis.call('HMGET', KEYS[3], unpack(users))
local s, now, answers = read_state(), clock(), {}
for index = 1, #users do
  if not s[1] or not tickets[index] and not issues[index] then answers[index] = {'NONE'} else
    local ticket, known = tonumber(tickets[index] or '0'), tonumber(ARGV[3 * index])
    local is_known = known > 0 and ARGV[3 * index - 1] == s[10] .. ':' .. ticket
    answers[index] = say(s, ticket, is_known and known or position_in(s, ticket), issues[index] or '', now)
  end
end
return answers`;

const reply = z.array(z.union([ticketReply, z.tuple([z.literal('NONE')]).transform(() => undefined)]));

/** Of one call; Redis does nothing else meanwhile, for about a millisecond. */
export const MOST_TICKETS = 500;

/** Reads up to MOST_TICKETS of one campaign in one round trip. */
export function createReadTickets(redis: RedisClient, clock = SERVER_CLOCK): ReadTickets {
  const run = defineScript(redis, { name: 'read-tickets', lua: read(clock), keys: 3, reply });
  return (campaignId, asked) => {
    const { state, tickets, issued } = queueKeys(campaignId);
    const values = asked.flatMap(({ userId, known }) => [
      userId,
      known === undefined ? '' : `${known.line}:${known.ticket}`,
      known?.position ?? 0,
    ]);
    return run([state, tickets, issued], values);
  };
}
