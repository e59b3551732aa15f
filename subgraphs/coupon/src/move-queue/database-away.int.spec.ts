import { createDatabase } from '@rushgraph/database';
import { createMetrics } from '@rushgraph/service';
import { eventually, type StoreProxy, silentLogger, startStoreProxy } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../test/coupon-fixture.ts';
import { anyRedis } from '../../test/queue-fixture.ts';
import { type RushFixture, rushFixture } from '../../test/rush-fixture.ts';
import type { Campaign } from '../campaign.ts';
import { createCouponMetrics } from '../coupon-metrics.ts';
import { createAdmit } from './admit.ts';
import { createCampaignMover } from './campaign-mover.ts';
import { createKeepLease, createTakeLease } from './take-lease.ts';

let shop: RushFixture;
let proxy: StoreProxy;
let url: string;
beforeAll(async () => {
  shop = await rushFixture(await anyRedis('one Redis'));
  const server = new URL(shop.url);
  proxy = await startStoreProxy(Number(server.port));
  server.port = String(proxy.port);
  url = server.href;
});
afterAll(async () => {
  await proxy.stop();
  await shop.drop();
});
beforeEach(() => shop.clear());
afterEach(async () => {
  proxy.pass();
  await shop.stopWorkers();
});

const CUSTOMERS = 400;
const exactly = (count: number) => ({
  campaign: count,
  rows: count,
  events: count,
  redis: count,
  unwritten: 0,
  dead: 0,
});

async function queueOf(quantity: number): Promise<Campaign> {
  const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity });
  await Promise.all(Array.from({ length: CUSTOMERS }, (_, index) => shop.join(campaign, `u${index}`)));
  return campaign;
}

describe('while MySQL is away', () => {
  it.each(['breakOff', 'fallSilent'] as const)(
    '(%s) issuing stops, and goes on when it is back; nothing is lost',
    async (bad) => {
      const campaign = await queueOf(300);
      const database = createDatabase({ url, connectionLimit: 5 });
      shop.startWorker({ database, settings: { ratePerSecond: 200, mostUnwritten: 60 } });
      await eventually(async () => expect((await shop.counts(campaign)).rows).toBeGreaterThan(20));
      proxy[bad]();
      let issued = -1;
      await eventually(
        async () => {
          const before = issued;
          issued = (await shop.counts(campaign)).redis;
          expect(issued).toBe(before);
        },
        { everyMs: 500 },
      );
      expect(issued).toBeLessThan(300);
      expect((await shop.counts(campaign)).unwritten).toBeLessThanOrEqual(60);
      proxy.pass();
      await eventually(async () => expect(await shop.counts(campaign)).toEqual(exactly(300)), { timeoutMs: 20_000 });
      await shop.stopWorkers();
      await database.close();
    },
  );

  it('and without the two gates everything would be promised meanwhile', async () => {
    const campaign = await queueOf(300);
    const parts = { redis: shop.store.redis, newSeed: () => SEED };
    const lease = { ...parts, owner: 'mover', leaseMs: 60_000 };
    shop.startWorker({ settings: { ratePerSecond: 1 } });
    await eventually(async () => expect((await shop.counts(campaign)).redis).toBeGreaterThan(0));
    await shop.stopWorkers();
    await shop.store.redis.del(`cpn:{${campaign.id}}:lease`);
    let time = 0;
    const move = createCampaignMover({
      campaign,
      takeLease: createTakeLease(lease),
      keepLease: createKeepLease(lease),
      admit: createAdmit(shop.store.redis),
      rebuild: async () => false,
      isDatabaseHealthy: () => true,
      settings: { ratePerSecond: 1_000, mostUnwritten: 1_000_000, leaseMs: 60_000 },
      monotonic: () => time,
      metrics: createCouponMetrics(createMetrics('coupon', { defaults: false })),
      logger: silentLogger(),
    });
    for (time = 0; time <= 1_000; time += 100) await move();
    expect(await shop.counts(campaign)).toMatchObject({ redis: 300 });
    expect((await shop.counts(campaign)).unwritten).toBeGreaterThan(250);
  });
});
