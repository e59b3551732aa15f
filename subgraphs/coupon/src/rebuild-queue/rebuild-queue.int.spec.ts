import { createMetrics } from '@rushgraph/service';
import { canHaveOwnRedis, eventually, type OwnRedisOptions, silentLogger, startOwnRedis } from '@rushgraph/testkit';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { SEED, user } from '../../test/coupon-fixture.ts';
import { type RushFixture, rushFixture } from '../../test/rush-fixture.ts';
import type { Campaign } from '../campaign.ts';
import { newCoupon } from '../coupon.ts';
import { createCouponMetrics } from '../coupon-metrics.ts';
import { insertCoupons } from '../db/coupon-rows.ts';
import { createAdmit } from '../move-queue/admit.ts';
import { createCampaignMover } from '../move-queue/campaign-mover.ts';
import { createKeepLease, createTakeLease } from '../move-queue/take-lease.ts';
import { queueKeys } from '../queue/queue-keys.ts';
import { createReadTickets } from '../show-ticket/read-tickets.ts';
import { createIssueStream } from '../write-issues/issue-stream.ts';
import { parseEntry } from '../write-issues/parse-entry.ts';
import { createWriteIssues } from '../write-issues/write-issues.ts';
import { createRebuildQueue } from './rebuild-queue.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
const exactly = (count: number) => ({
  campaign: count,
  rows: count,
  events: count,
  redis: count,
  unwritten: 0,
  dead: 0,
});
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A shop on a Redis that can be killed. */
async function onOwnRedis(options: OwnRedisOptions) {
  const server = await startOwnRedis(options);
  const redis = new Redis(server.url, { maxRetriesPerRequest: 1, retryStrategy: () => 50 });
  // Whoever asks is told.
  redis.on('error', () => undefined);
  const shop = await rushFixture({
    redis,
    flush: async () => void (await redis.flushall()),
    drop: async () => redis.disconnect(),
  });
  ends.push(async () => {
    await shop.stopWorkers();
    await shop.drop();
    await server.drop();
  });
  return { server, redis, shop };
}

/** Gives out and writes exactly as many as a test says. */
async function byHand(shop: RushFixture, redis: Redis, campaign: Campaign) {
  const metrics = createCouponMetrics(createMetrics('coupon', { defaults: false }));
  const parts = { redis, campaign, metrics, logger: silentLogger(), database: shop.database };
  const lease = createTakeLease({ redis, owner: 'hand', leaseMs: 200, newSeed: () => SEED });
  const token = (await lease(campaign)) ?? '';
  await createRebuildQueue(parts)(campaign.id, token);
  const admit = createAdmit(redis);
  const stream = createIssueStream(redis, campaign.id, 'hand');
  const write = createWriteIssues(shop);
  let serving = 0;
  return {
    async give(most: number) {
      await admit(campaign.id, { token, serving, most, mostUnwritten: 1_000, pace: 1 });
      serving += most;
    },
    /** All that was given out and not written. */
    async write() {
      const read = await stream.readNew(1_000);
      const issues = read.flatMap((entry) => parseEntry(entry) ?? []);
      await write(campaign, (await stream.epoch()) ?? 0, issues);
      await stream.acknowledge(read);
    },
  };
}

async function joinAll(shop: RushFixture, campaign: Campaign, count: number): Promise<void> {
  await Promise.all(names(count).map((name) => shop.join(campaign, name)));
}

describe.runIf(canHaveOwnRedis())('a Redis that is killed in the middle of a rush', () => {
  it('and wrote everything down loses neither ticket nor coupon', async () => {
    const { server, shop } = await onOwnRedis({ appends: 'always' });
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 400 });
    await joinAll(shop, campaign, 600);
    const last = [{ userId: user('u599') }];
    const [before] = await shop.queue.findTickets(campaign.id, last);
    shop.startWorker({ settings: { ratePerSecond: 500 } });
    const { metrics } = shop.startWorker({ settings: { ratePerSecond: 500 } });
    await eventually(async () => expect((await shop.counts(campaign)).redis).toBeGreaterThan(50));
    await server.kill();
    await server.start();
    await eventually(async () => expect(await shop.counts(campaign)).toEqual(exactly(400)), { timeoutMs: 20_000 });
    expect((await shop.queue.findTickets(campaign.id, last))[0]?.ticket).toBe(before?.ticket);
    expect(await metrics.registry.getSingleMetricAsString('coupon_queue_lost_total')).toMatch(/ 0$/);
    expect((await shop.rows(campaign)).map(({ ticket }) => ticket)).toEqual(names(400).map((_, index) => index + 1));
  });

  it('and wrote nothing down loses the tickets', async () => {
    const { server, shop } = await onOwnRedis({ appends: 'no' });
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 10 });
    await joinAll(shop, campaign, 30);
    await server.kill();
    await server.start();
    await eventually(async () => expect(await shop.state(campaign, 'u29')).toBeUndefined());
  });

  /** 60 coupons are known to the last snapshot, MySQL has 80, Redis had given out 90; then others take the lost places in line. */
  async function fallBack() {
    const { server, redis, shop } = await onOwnRedis({ appends: 'no' });
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 100 });
    await joinAll(shop, campaign, 60);
    const hand = await byHand(shop, redis, campaign);
    await hand.give(60);
    await hand.write();
    await redis.save();
    await joinAll(shop, campaign, 300);
    await hand.give(20);
    await hand.write();
    await hand.give(10);
    await server.kill();
    await server.start();
    await eventually(async () => expect(await shop.counts(campaign)).toMatchObject({ redis: 60, rows: 80 }));
    await Promise.all(names(100).map((name) => shop.join(campaign, `other-${name}`)));
    return { redis, shop, campaign };
  }

  it('and falls back to what it had written down earlier does not give the same coupons out again', async () => {
    const { shop, campaign } = await fallBack();
    shop.startWorker();
    shop.startWorker();
    await eventually(async () => expect(await shop.counts(campaign)).toEqual(exactly(100)), { timeoutMs: 20_000 });
    const rows = await shop.rows(campaign);
    expect(new Set(rows.map(({ user_id }) => user_id)).size).toBe(100);
    expect(new Set(rows.map(({ place }) => place)).size).toBe(100);
  });

  it('and if it were not noticed, would promise more than there are, which MySQL refuses', async () => {
    const { redis, shop, campaign } = await fallBack();
    await redis.hset(queueKeys(campaign.id).state, { run: await runOf(redis) });
    shop.startWorker();
    const broken = { campaign: 100, rows: 100, events: 100, redis: 100, unwritten: 0, dead: 20 };
    await eventually(async () => expect(await shop.counts(campaign)).toEqual(broken), { timeoutMs: 20_000 });
  });
});

describe.runIf(canHaveOwnRedis())(
  'a customer who has a coupon in MySQL, and a ticket of a queue that did not know',
  () => {
    /** Five have tickets when the queue is compared with MySQL, where the third has a coupon; three of the five are next. */
    async function rejoined(forget?: (redis: Redis, campaign: Campaign) => Promise<unknown>) {
      const { redis, shop } = await onOwnRedis({});
      const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 6, issued: 1 });
      await joinAll(shop, campaign, 5);
      const coupon = newCoupon(campaign.id, user('u2'), new Date());
      await shop.database.transaction((tx) =>
        insertCoupons(tx, [{ ...coupon, from: { line: 1, ticket: 1, place: 1 } }]),
      );
      const hand = await byHand(shop, redis, campaign);
      await forget?.(redis, campaign);
      await shop.join(campaign, 'late');
      await hand.give(3);
      await hand.give(3);
      await hand.write();
      const places = (await shop.rows(campaign)).map(({ user_id, place }) => [user_id, place]);
      return { places, issued: await redis.hget(queueKeys(campaign.id).state, 'issued') };
    }

    it('is passed over, and everybody else gets one', async () => {
      expect(await rejoined()).toEqual({
        places: ['u2', 'u0', 'u1', 'u3', 'u4', 'late'].map((name, index) => [user(name), index + 1]),
        issued: '6',
      });
    });

    it('and if tickets from before were not doubted, would be given another, which MySQL leaves alone', async () => {
      const { places, issued } = await rejoined((redis, { id }) => redis.hset(queueKeys(id).state, 'doubtful', '0'));
      expect([places.length, issued]).toEqual([5, '6']);
    });
  },
);

describe.runIf(canHaveOwnRedis())('a Redis that is wiped in the middle of a rush', () => {
  /** Half of the coupons are given out and written; of those who wait, the later 200 join again. */
  async function wiped() {
    const { redis, shop } = await onOwnRedis({});
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 100 });
    await joinAll(shop, campaign, 300);
    const hand = await byHand(shop, redis, campaign);
    await hand.give(50);
    await hand.write();
    const holders = (await shop.rows(campaign)).map(({ user_id }) => user_id);
    await redis.flushall();
    return { redis, shop, campaign, holders };
  }
  const rejoin = (shop: RushFixture, campaign: Campaign) =>
    Promise.all(
      names(300)
        .slice(100)
        .map((name) => shop.join(campaign, name)),
    );

  it('is compared with MySQL before it issues again: who waits joins again, nobody gets two, none is too many', async () => {
    const { shop, campaign, holders } = await wiped();
    expect(await shop.state(campaign, 'u299')).toBeUndefined();
    await rejoin(shop, campaign);
    shop.startWorker();
    shop.startWorker();
    await eventually(async () => expect(await shop.counts(campaign)).toEqual(exactly(100)), { timeoutMs: 20_000 });
    const owners = (await shop.rows(campaign)).map(({ user_id }) => user_id);
    expect(new Set(owners).size).toBe(100);
    expect(holders.filter((holder) => !owners.includes(holder))).toEqual([]);
    // Whoever has a coupon is told so, and gets no other one.
    const tickets = await createReadTickets(shop.redis)(
      campaign.id,
      owners.map((userId) => ({ userId })),
    );
    for (const ticket of tickets) expect(ticket?.issuedAt).toBeDefined();
    expect(await shop.state(campaign, 'u299')).toBe('SOLD_OUT');
  });

  it('and without the comparison would promise more than there are, which MySQL refuses', async () => {
    const { redis, shop, campaign, holders } = await wiped();
    await rejoin(shop, campaign);
    const [row] = await shop.database.rows<{ epoch: number }>('SELECT queue_epoch AS epoch FROM campaign');
    const state = { gate: 'OPEN', run: await runOf(redis), epoch: String(row?.epoch) };
    await redis.hset(queueKeys(campaign.id).state, state);
    shop.startWorker();
    const broken = { campaign: 100, rows: 100, events: 100, redis: 100, unwritten: 0, dead: holders.length };
    await eventually(async () => expect(await shop.counts(campaign)).toEqual(broken), { timeoutMs: 20_000 });
  });

  it('and a MySQL that has lost coupons is given them again', async () => {
    const { redis, shop } = await onOwnRedis({});
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 100 });
    await joinAll(shop, campaign, 50);
    const hand = await byHand(shop, redis, campaign);
    await hand.give(30);
    await hand.write();
    await hand.give(10);
    const before = await shop.rows(campaign);
    await shop.database.run('DELETE FROM coupon WHERE place <= 20');
    await shop.database.run('UPDATE campaign SET issued = issued - 20');
    await redis.hset(queueKeys(campaign.id).state, 'gate', 'SHUT');
    shop.startWorker({ settings: { ratePerSecond: 1 } });
    await eventually(
      async () => {
        const places = (await shop.rows(campaign)).slice(0, 40).map(({ place }) => place);
        expect(places).toEqual(names(40).map((_, index) => index + 1));
      },
      { timeoutMs: 20_000 },
    );
    expect((await shop.rows(campaign)).slice(0, 30)).toEqual(before);
    expect(await shop.counts(campaign)).toMatchObject({ dead: 0 });
  });

  it('counts what it had given out and nobody has written', async () => {
    const { redis, shop } = await onOwnRedis({});
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 100 });
    await joinAll(shop, campaign, 30);
    const metrics = createCouponMetrics(createMetrics('coupon', { defaults: false }));
    const parts = { redis, campaign, metrics, logger: silentLogger(), database: shop.database };
    const lease = { ...parts, owner: 'mover', leaseMs: 60_000, newSeed: () => SEED };
    let time = 0;
    const move = createCampaignMover({
      ...parts,
      takeLease: createTakeLease(lease),
      keepLease: createKeepLease(lease),
      admit: createAdmit(redis),
      rebuild: createRebuildQueue(parts),
      isDatabaseHealthy: () => true,
      settings: { ratePerSecond: 20, mostUnwritten: 100, leaseMs: 60 },
      monotonic: () => time,
    });
    for (time = 0; time <= 1_000; time += 100) await move();
    const given = (await shop.counts(campaign)).redis;
    expect(given).toBeGreaterThan(10);
    await redis.flushall();
    for (; time <= 1_200; time += 100) await move();
    expect((await metrics.lost.get()).values).toMatchObject([{ value: given }]);
  });

  it('is not made anew while it is compared: half of what was known would then be taken for all', async () => {
    const { redis, shop } = await onOwnRedis({});
    const campaign = await shop.campaign('rush', { mode: 'QUEUED', quantity: 100 });
    const metrics = createCouponMetrics(createMetrics('coupon', { defaults: false }));
    const parts = { redis, campaign, metrics, logger: silentLogger() };
    const lease = { ...parts, owner: 'mover', leaseMs: 60_000, newSeed: () => SEED };
    const keepLease = createKeepLease(lease);
    let kept = 0;
    const move = createCampaignMover({
      ...parts,
      takeLease: createTakeLease(lease),
      async keepLease(...held) {
        await keepLease(...held);
        kept += 1;
      },
      admit: createAdmit(redis),
      async rebuild() {
        await redis.flushall();
        kept = 0;
        await eventually(() => expect(kept).toBeGreaterThan(1));
        return false;
      },
      isDatabaseHealthy: () => true,
      settings: { ratePerSecond: 20, mostUnwritten: 100, leaseMs: 60 },
      monotonic: () => 0,
    });
    await move();
    expect(await redis.dbsize()).toBe(0);
  });
});

async function runOf(redis: Redis): Promise<string> {
  return /run_id:(\w+)/.exec(await redis.info('server'))?.[1] ?? '';
}
