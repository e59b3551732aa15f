import type { UserId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { ADVANCE, CREATE, LINE_ORDER, SERVER_CLOCK, VIEW } from '../queue/lua.ts';
import type { QueueCampaign } from '../queue/queue-campaign.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { type TicketFacts, ticketReply } from '../show-ticket/ticket.ts';

export type JoinOutcome =
  | { readonly kind: 'ticket'; readonly ticket: TicketFacts }
  | { readonly kind: 'NOT_OPEN' }
  | { readonly kind: 'SOLD_OUT' };

export type JoinQueue = (campaign: QueueCampaign, userId: UserId) => Promise<JoinOutcome>;

export interface JoinQueueOptions {
  readonly redis: RedisClient;
  /** How long before the opening customers may come; they are shuffled at the opening. */
  readonly leadMs: number;
  /** 32 hexadecimal digits that nobody can foresee. */
  readonly newSeed: () => string;
  /** For tests: Lua that declares `clock()`. */
  readonly clock?: string;
}

/**
 * KEYS: state, tickets, waiting, issued, issues. ARGV: customer, quantity, opening, closing, lead in milliseconds, seed.
 * A customer who has a ticket gets that one, whatever has become of the campaign since.
 */
const join = (clock: string) => `${clock}${LINE_ORDER}${ADVANCE}${CREATE}${VIEW}
local now = clock()
local known = redis.call('HGET', KEYS[2], ARGV[1])
if known then return view(tonumber(known), KEYS[4], ARGV[1], now) end
if redis.call('EXISTS', KEYS[1]) == 0 and (now < ARGV[3] - ARGV[5] or now >= tonumber(ARGV[4])) then return {'NOT_OPEN'} end
create(now, ARGV[2], ARGV[3], ARGV[4], ARGV[6])
advance(now, KEYS[5])
if redis.call('HEXISTS', KEYS[4], ARGV[1]) == 1 then return view(0, KEYS[4], ARGV[1], now) end
local s = redis.call('HMGET', KEYS[1], 'opened', 'closed', 'issued', 'quantity')
if s[2] or not s[1] and now < ARGV[3] - ARGV[5] then return {'NOT_OPEN'} end
if tonumber(s[3]) >= tonumber(s[4]) then return {'SOLD_OUT'} end
local ticket = redis.call('HINCRBY', KEYS[1], 'next', 1)
redis.call('HSET', KEYS[2], ARGV[1], ticket)
redis.call('HSET', KEYS[3], ticket, ARGV[1])
return view(ticket, KEYS[4], ARGV[1], now)`;

const reply = z.union([z.tuple([z.enum(['NOT_OPEN', 'SOLD_OUT'])]), ticketReply]);

/** Gives a customer the next ticket of a campaign, or the one that they have. Strictly in the order in which Redis is asked. */
export function createJoinQueue({ redis, leadMs, newSeed, clock = SERVER_CLOCK }: JoinQueueOptions): JoinQueue {
  const run = defineScript(redis, { name: 'join-queue', lua: join(clock), keys: 5, reply });
  return async ({ id, quantity, opensAt, closesAt }, userId) => {
    const { state, tickets, waiting, issued, issues } = queueKeys(id);
    const answer = await run(
      [state, tickets, waiting, issued, issues],
      [userId, quantity, opensAt.getTime(), closesAt.getTime(), leadMs, newSeed()],
    );
    return Array.isArray(answer) ? { kind: answer[0] } : { kind: 'ticket', ticket: answer };
  };
}
