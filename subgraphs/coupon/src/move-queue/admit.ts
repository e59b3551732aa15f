import type { CampaignId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { ADVANCE, FENCE, LINE_ORDER, RUN_ID, SERVER_CLOCK, UNWRITTEN } from '../queue/lua.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';
import { MOST_IN_ENTRY } from '../write-issues/parse-entry.ts';

export interface Admission {
  /** Of the lease. */
  readonly token: string;
  /** How far the queue was when this was decided: a batch that was sent twice finds that it has moved. */
  readonly serving: number;
  /** Coupons at most; 0 only looks. */
  readonly most: number;
  /** Issues that may wait to be written, these included. */
  readonly mostUnwritten: number;
  /** Coupons a second, as customers are told. */
  readonly pace: number;
}

export interface QueueFacts {
  readonly serving: number;
  /** The last position in line. */
  readonly last: number;
  /** Issued by this call. */
  readonly issued: number;
  /** Issued since the campaign has begun, these included. */
  readonly total: number;
  /** Issues that are not in MySQL yet. */
  readonly unwritten: number;
}

export type AdmissionOutcome =
  /** FENCED: another mover has taken over. SHUT: the queue has to be compared with MySQL before anything is issued. */
  | { readonly kind: 'FENCED' | 'SHUT' }
  | ({ readonly kind: 'MOVED' | 'ADMITTED' | 'SCHEDULED' | 'SOLD_OUT' | 'CLOSED' } & QueueFacts);

export type Admit = (campaignId: CampaignId, admission: Admission) => Promise<AdmissionOutcome>;

/** The guards of the script, so that a test can show what each of them is for. */
export interface AdmitGuards {
  readonly fence?: boolean;
  readonly compareServing?: boolean;
  readonly gate?: boolean;
}

/**
 * KEYS: state, waiting, issued, issues. ARGV: token, serving, most, most unwritten, pace. Who is next gets the coupon and is
 * written to the stream, in one step. Whoever has one already, which happens after a rebuild, is passed over, and so is a
 * second ticket. A command for each customer would cost more than all else, so each key is asked and told once.
 * Of tickets that were given out after the last rebuild nobody need be asked: who had a coupon then got none (`join-queue`).
 */
const admit = (clock: string, { fence = true, compareServing = true, gate = true }: AdmitGuards) => `
${clock}${LINE_ORDER}${ADVANCE}${UNWRITTEN}${RUN_ID}${fence ? FENCE : ''}
local gate = redis.call('HMGET', KEYS[1], 'gate', 'run')
${gate ? "if gate[1] ~= 'OPEN' or gate[2] ~= run_id() then return {'SHUT'} end" : ''}
local now = clock()
advance(now, KEYS[4])
local s = redis.call('HMGET', KEYS[1], 'serving', 'next', 'issued', 'quantity', 'place', 'opened', 'seed', 'line', 'closed',
  'doubtful')
local serving, last, issued, quantity, place = tonumber(s[1]), tonumber(s[2]), tonumber(s[3]), tonumber(s[4]), tonumber(s[5])
local unwritten = unwritten_in(KEYS[4])
local function answer(kind, count) return {kind, serving, last, count, issued + count, unwritten + count} end
if issued >= quantity then return answer('SOLD_OUT', 0) end
if s[9] then return answer('CLOSED', 0) end
if not s[6] then return answer('SCHEDULED', 0) end
${compareServing ? "if serving ~= tonumber(ARGV[2]) then return answer('MOVED', 0) end" : ''}
local most = math.min(tonumber(ARGV[3]), tonumber(ARGV[4]) - unwritten, last - serving, quantity - issued)
if most <= 0 then return answer('ADMITTED', 0) end
local shuffled, doubtful = tonumber(s[6]), tonumber(s[10]) or last
local next_in_line, is_doubtful = {}, false
for index = 1, most do
  local position = serving + index
  local ticket = position <= shuffled and ticket_at(s[7], shuffled, position) or position
  next_in_line[index] = string.format('%d', ticket)
  is_doubtful = is_doubtful or ticket <= doubtful
end
local found = redis.call('HMGET', KEYS[2], unpack(next_in_line))
local customers, tickets, is_among = {}, {}, {}
for index = 1, most do
  local customer = found[index]
  if customer and not is_among[customer] then
    is_among[customer] = true
    customers[#customers + 1], tickets[#tickets + 1] = customer, next_in_line[index]
  end
end
local has_one = is_doubtful and #customers > 0 and redis.call('HMGET', KEYS[3], unpack(customers)) or {}
local moment = string.format('%d', now)
local users, numbers, records, count = {}, {}, {}, 0
for index, customer in ipairs(customers) do
  if not has_one[index] then
    count = count + 1
    users[count], numbers[count] = customer, tickets[index]
    records[2 * count - 1], records[2 * count] = customer, (place + count) .. ':' .. moment
  end
end
if count > 0 then redis.call('HSET', KEYS[3], unpack(records)) end
for first = 1, count, ${MOST_IN_ENTRY} do
  local last = math.min(first + ${MOST_IN_ENTRY - 1}, count)
  append(KEYS[4], last - first + 1, 'kind', 'issued', 'line', s[8], 'place', place + first, 'at', moment,
    'users', table.concat(users, ' ', first, last), 'tickets', table.concat(numbers, ' ', first, last))
end
redis.call('HDEL', KEYS[2], unpack(next_in_line))
serving = serving + most
redis.call('HSET', KEYS[1], 'serving', serving, 'issued', issued + count, 'place', place + count, 'pace', ARGV[5])
return answer('ADMITTED', count)`;

const reply = z.union([
  z.tuple([z.enum(['FENCED', 'SHUT'])]).transform(([kind]) => ({ kind })),
  z
    .tuple([
      z.enum(['MOVED', 'ADMITTED', 'SCHEDULED', 'SOLD_OUT', 'CLOSED']),
      z.int(),
      z.int(),
      z.int(),
      z.int(),
      z.int(),
    ])
    .transform(([kind, serving, last, issued, total, unwritten]) => ({
      kind,
      serving,
      last,
      issued,
      total,
      unwritten,
    })),
]);

/** Redis works on nothing else meanwhile: 200 take about a millisecond. */
const MOST_AT_ONCE = 200;

/** Issues coupons to those who are next in line: all of a batch or nothing, with the guards checked where it happens. */
export function createAdmit(redis: RedisClient, clock = SERVER_CLOCK, guards: AdmitGuards = {}): Admit {
  const run = defineScript(redis, { name: 'admit', lua: admit(clock, guards), keys: 4, reply });
  return (campaignId, { token, serving, most, mostUnwritten, pace }) => {
    const { state, waiting, issued, issues } = queueKeys(campaignId);
    return run(
      [state, waiting, issued, issues],
      [token, serving, Math.min(most, MOST_AT_ONCE), mostUnwritten, Math.round(pace)],
    );
  };
}
