import type { CampaignId, UserId } from '@rushgraph/contracts';
import { canHaveOwnRedis, testRedis, testRedisCluster } from '@rushgraph/testkit';
import { createRetiredQueues } from '../src/expire-coupons/retire-queue.ts';
import { createJoinQueue } from '../src/join-queue/join-queue.ts';
import { type Admit, type AdmitGuards, createAdmit } from '../src/move-queue/admit.ts';
import { createTakeLease } from '../src/move-queue/take-lease.ts';
import type { QueueCampaign } from '../src/queue/queue-campaign.ts';
import { queueKeys } from '../src/queue/queue-keys.ts';
import { readStreamed } from '../src/rebuild-queue/read-streamed.ts';
import { createReadTickets } from '../src/show-ticket/read-tickets.ts';
import { type AnyRedis, campaignId, SEED, user } from './coupon-fixture.ts';

/** Where the queue is tested: one Redis, and a cluster of three where this computer can have one. */
export const redisKinds = canHaveOwnRedis() ? (['one Redis', 'a cluster'] as const) : (['one Redis'] as const);
export type RedisKind = (typeof redisKinds)[number];

export function anyRedis(kind: RedisKind): Promise<AnyRedis> {
  return kind === 'one Redis' ? testRedis() : testRedisCluster();
}

/** Tests set the time in the state of a queue; the server's own clock goes by itself. */
const TEST_CLOCK = `
local function clock() return tonumber(redis.call('GET', '{' .. string.match(KEYS[1], '{(.-)}') .. '}:test-clock')) end`;
const clockKey = (id: CampaignId) => `{${id}}:test-clock`;

export const OPENS_AT = Date.parse('2026-05-01T09:00:00.000Z');
export const CLOSES_AT = Date.parse('2026-05-01T10:00:00.000Z');
export const LEAD_MS = 600_000;

/** A queue whose clock stands where it is set. */
export function queueFixture({ redis }: AnyRedis, name: string, quantity = 10) {
  const campaign: QueueCampaign = {
    id: campaignId(name),
    quantity,
    opensAt: new Date(OPENS_AT),
    closesAt: new Date(CLOSES_AT),
  };
  const { id } = campaign;
  const joinQueue = createJoinQueue({ redis, leadMs: LEAD_MS, newSeed: () => SEED, clock: TEST_CLOCK });
  const readTickets = createReadTickets(redis, TEST_CLOCK);
  const admitWith = (guards: AdmitGuards) => createAdmit(redis, TEST_CLOCK, guards);
  const admit = admitWith({});
  const lease = (owner: string, leaseMs = 60_000) =>
    createTakeLease({ redis, owner, leaseMs, newSeed: () => SEED, clock: TEST_CLOCK })(campaign);
  const keys = queueKeys(id);
  return {
    campaign,
    keys,
    admitWith,
    lease,
    async setTime(time: number) {
      await redis.set(clockKey(id), time);
    },
    join: (customer: string) => joinQueue(campaign, user(customer)),
    tickets: readTickets,
    isOver: () => createRetiredQueues(redis, TEST_CLOCK).isOver(campaign),
    ticket: async (customer: string) => (await readTickets(id, [{ userId: user(customer) }]))[0],
    /** Lets issuing begin without a database. */
    async openGate() {
      const run = /run_id:(\w+)/.exec(
        String(await redis.call('EVAL', "return redis.call('INFO', 'server')", 1, keys.state)),
      )?.[1];
      await redis.hset(keys.state, { gate: 'OPEN', run: run ?? '', epoch: '1' });
    },
    /** Issues to the next ones, as the mover does. */
    async issue(token: string, most: number, by: Admit = admit) {
      const serving = Number((await redis.hget(keys.state, 'serving')) ?? 0);
      return by(id, { token, serving, most, mostUnwritten: 1_000_000, pace: 10 });
    },
    /** What was given out and is in the stream, in order. */
    issues: () => readStreamed(redis, keys, 1_000),
    /** The fields of every entry of the stream. */
    async entries(): Promise<Record<string, string>[]> {
      const found = await redis.xrange(keys.issues, '-', '+');
      return found.map(([, fields]) =>
        Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : []))),
      );
    },
    async issuedTo(): Promise<UserId[]> {
      return (await this.issues()).map(({ user: customer }) => customer);
    },
  };
}
