import type { CampaignId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import { z } from 'zod';
import { CREATE, SERVER_CLOCK } from '../queue/lua.ts';
import type { QueueCampaign } from '../queue/queue-campaign.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import type { RedisClient } from '../queue/redis-client.ts';

/**
 * Takes the lease of a campaign's queue, or extends one's own. The token is different for every holder, and every script that
 * changes the queue asks for it; undefined while another instance has the lease.
 */
export type TakeLease = (campaign: QueueCampaign) => Promise<string | undefined>;

/** Extends the lease that was taken with this token, and nothing else: where it or the queue was lost, they stay lost. */
export type KeepLease = (campaignId: CampaignId, token: string) => Promise<void>;

export interface LeaseOptions {
  readonly redis: RedisClient;
  /** Different for every start of every process. */
  readonly owner: string;
  readonly leaseMs: number;
}

export interface TakeLeaseOptions extends LeaseOptions {
  readonly newSeed: () => string;
  /** For tests: Lua that declares `clock()`. */
  readonly clock?: string;
}

/** KEYS: state, lease. ARGV: owner, lease in milliseconds, quantity, opening, closing, seed. Sent twice, it extends what it took. */
const take = (clock: string) => `${clock}${CREATE}
create(clock(), ARGV[3], ARGV[4], ARGV[5], ARGV[6])
local holder = redis.call('GET', KEYS[2])
local token = redis.call('HGET', KEYS[1], 'mover') or ''
if holder == ARGV[1] and string.sub(token, -#ARGV[1]) == ARGV[1] then
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
  return token
end
if holder and holder ~= ARGV[1] then return '' end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
token = redis.call('HINCRBY', KEYS[1], 'fence', 1) .. ':' .. ARGV[1]
redis.call('HSET', KEYS[1], 'mover', token)
return token`;

/** KEYS: state, lease. ARGV: owner, lease in milliseconds, token. */
const KEEP = `
if redis.call('HGET', KEYS[1], 'mover') ~= ARGV[3] or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[2], ARGV[2])`;

export function createKeepLease({ redis, owner, leaseMs }: LeaseOptions): KeepLease {
  const run = defineScript(redis, { name: 'keep-lease', lua: KEEP, keys: 2, reply: z.int() });
  return async (campaignId, token) => {
    const { state, lease } = queueKeys(campaignId);
    await run([state, lease], [owner, leaseMs, token]);
  };
}

export function createTakeLease(options: TakeLeaseOptions): TakeLease {
  const { redis, owner, leaseMs, newSeed, clock = SERVER_CLOCK } = options;
  const run = defineScript(redis, { name: 'take-lease', lua: take(clock), keys: 2, reply: z.string() });
  return async ({ id, quantity, opensAt, closesAt }) => {
    const { state, lease } = queueKeys(id);
    const values = [owner, leaseMs, quantity, opensAt.getTime(), closesAt.getTime(), newSeed()];
    return (await run([state, lease], values)) || undefined;
  };
}
