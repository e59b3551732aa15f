import { randomBytes } from 'node:crypto';
import { type CampaignId, deriveId, type UserId } from '@rushgraph/contracts';
import { createCouponMetrics, insertCampaign, loadCampaigns } from '@rushgraph/coupon/campaigns';
import { createAdmit, createJoinQueue, createRebuildQueue, createTakeLease, queueKeys } from '@rushgraph/coupon/queue';
import { createMetrics } from '@rushgraph/service';
import { Redis } from 'ioredis';
import type { BenchServers } from '../harness/bench-servers.ts';
import { inParallel } from '../harness/in-parallel.ts';
import { benchCampaign, migrations } from './bench-campaign.ts';

const CALLERS = 64;

export const customer = (index: number) => deriveId<UserId>('bench', String(index));

/** A queue for so many customers, and the hands to move it. */
export async function prepareQueue(servers: BenchServers, name: string, customers: number) {
  const { database, url } = await servers.database(name, migrations);
  const redis = new Redis(servers.redisUrl, { protocol: 2 });
  const id = deriveId<CampaignId>('bench-queue', servers.topicPrefix, name);
  await insertCampaign(database, benchCampaign(id, customers), new Date());
  const campaign = (await loadCampaigns(database, [id])).get(id);
  if (campaign === undefined) throw new Error('The campaign is not there');
  const newSeed = () => randomBytes(16).toString('hex');
  const join = createJoinQueue({ redis, leadMs: 0, newSeed });
  const users = Array.from({ length: customers }, (_, index) => customer(index));
  const admit = createAdmit(redis);
  let token = '';
  return {
    campaign,
    database,
    /** Of the database. */
    url,
    redis,
    users,
    /** Everybody joins. */
    async fill(): Promise<number> {
      await inParallel(CALLERS, customers, async (index) => {
        const outcome = await join(campaign, users[index] ?? customer(index));
        if (outcome.kind !== 'ticket') throw new Error(`Customer ${index} got no ticket`);
      });
      return customers;
    },
    async openGate(): Promise<void> {
      token = (await createTakeLease({ redis, owner: 'bench', leaseMs: 600_000, newSeed })(campaign)) ?? '';
      const logger = { info: () => undefined, warn: () => undefined };
      const metrics = createCouponMetrics(createMetrics('bench', { defaults: false }));
      await createRebuildQueue({ redis, database, logger, metrics })(id, token);
    },
    /** Gives a batch to the next in line, who are told this pace; answers how many it were. */
    async move(serving: number, most: number, pace = 1): Promise<number> {
      const outcome = await admit(id, { token, serving, most, mostUnwritten: customers, pace });
      if (outcome.kind !== 'ADMITTED' && outcome.kind !== 'SOLD_OUT') throw new Error(`The queue is ${outcome.kind}`);
      return outcome.issued;
    },
    async close() {
      await redis.unlink(Object.values(queueKeys(id)));
      redis.disconnect();
    },
  };
}
