import type { UserId } from '@rushgraph/contracts';
import { createMetrics } from '@rushgraph/service';
import { eventually, gate } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CouponFixture, couponFixture, user } from '../../test/coupon-fixture.ts';
import type { Campaign } from '../campaign.ts';
import { newCoupon } from '../coupon.ts';
import { createCouponMetrics } from '../coupon-metrics.ts';
import { insertCoupons } from '../db/coupon-rows.ts';
import { createWriteIssues } from '../write-issues/write-issues.ts';
import { createExpireCoupons, type ExpireCouponsDeps } from './expire-coupons.ts';

let shop: CouponFixture;
beforeAll(async () => {
  shop = await couponFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.clear());

/** A campaign that closed a minute ago, with so many coupons. */
async function closed(name: string, coupons: number, mode: Campaign['mode'] = 'DIRECT'): Promise<Campaign> {
  const campaign = await shop.campaign(name, { mode, quantity: coupons + 10, issued: coupons, closes: -1 });
  const made = Array.from({ length: coupons }, (_, index) =>
    newCoupon(campaign.id, user(`u${index}`), campaign.opensAt),
  );
  if (made.length > 0) await shop.database.transaction((tx) => insertCoupons(tx, made));
  return campaign;
}

function expirer(changes: Partial<ExpireCouponsDeps> = {}) {
  return createExpireCoupons({
    database: shop.database,
    outbox: shop.outbox,
    isOver: async () => true,
    retire: async () => undefined,
    metrics: createCouponMetrics(createMetrics('coupon', { defaults: false })),
    ...changes,
  });
}

async function run(expire: () => Promise<boolean>): Promise<void> {
  while (await expire());
}

const ended = async () =>
  (await shop.database.rows<{ ended: number }>('SELECT ended_at IS NOT NULL AS ended FROM campaign')).map(
    (row) => row.ended,
  );

describe('coupons of a campaign that has closed', () => {
  it('expire, in batches, each with one event', async () => {
    await closed('old', 1_200);
    await run(expirer());
    const events = await shop.events();
    expect(events).toHaveLength(1_200);
    expect(new Set(events.map(({ couponId }) => couponId)).size).toBe(1_200);
    expect(events.every(({ status, version }) => status === 'EXPIRED' && version === 2)).toBe(true);
    expect(await ended()).toEqual([1]);
    await run(expirer());
    expect(await shop.count('outbox')).toBe(1_200);
  });

  it('expire once, however many instances are at it', async () => {
    await closed('old', 1_200);
    await Promise.all(Array.from({ length: 4 }, () => run(expirer())));
    await eventually(async () => {
      await run(expirer());
      expect(await ended()).toEqual([1]);
    });
    expect(await shop.count('outbox')).toBe(1_200);
  });

  it('stay as they are before the end, and when they were used', async () => {
    await closed('old', 2);
    await shop.campaign('open', { issued: 0 });
    await shop.database.run("UPDATE coupon SET status = 'USED' WHERE user_id = ?", [user('u0')]);
    await run(expirer());
    const rows = await shop.database.rows<{ status: string }>('SELECT status FROM coupon ORDER BY status');
    expect(rows.map(({ status }) => status)).toEqual(['EXPIRED', 'USED']);
    expect((await ended()).toSorted()).toEqual([0, 1]);
  });

  it('may still be written: the campaign ends when its queue is, and what came later expires, too', async () => {
    const campaign = await closed('rush', 3, 'QUEUED');
    let isOver = false;
    const expire = expirer({ isOver: async () => isOver });
    await run(expire);
    expect([await shop.count('outbox'), await ended()]).toEqual([3, [0]]);
    isOver = true;
    await run(expire);
    expect(await ended()).toEqual([1]);
    const late = { kind: 'issued', user: user('late'), line: 1, ticket: 4, place: 4, at: 1 } as const;
    await createWriteIssues(shop)(campaign, 0, [late]);
    expect(await ended()).toEqual([0]);
    await run(expire);
    expect(await ended()).toEqual([1]);
    expect((await shop.events()).map(({ status }) => status)).toEqual([
      'EXPIRED',
      'EXPIRED',
      'EXPIRED',
      'ISSUED',
      'EXPIRED',
    ]);
  });

  it('expire as well when they are written behind the walk that is under way', async () => {
    const campaign = await closed('rush', 1_200, 'QUEUED');
    const expire = expirer();
    expect(await expire()).toBe(true);
    const [reached] = await shop.database.rows<{ user_id: UserId }>(
      'SELECT user_id FROM coupon ORDER BY user_id LIMIT 1 OFFSET 499',
    );
    const behind = Array.from({ length: 100 }, (_, index) => user(`late${index}`)).filter(
      (one) => one < (reached?.user_id ?? ''),
    );
    const late = behind
      .slice(0, 1)
      .map((one) => ({ kind: 'issued', user: one, line: 1, ticket: 1, place: 1, at: 1 }) as const);
    expect(await createWriteIssues(shop)(campaign, 0, late)).toBe(1);
    await run(expire);
    expect(await ended()).toEqual([0]);
    await run(expire);
    expect(await ended()).toEqual([1]);
    const statuses = await shop.database.rows('SELECT status, COUNT(*) AS coupons FROM coupon GROUP BY status');
    expect(statuses).toEqual([{ status: 'EXPIRED', coupons: 1_201 }]);
    expect(await shop.count('outbox')).toBe(1_202);
  });

  it('expire although nobody can say whether a queue is over, of that campaign and of those behind it', async () => {
    await closed('rush', 600, 'QUEUED');
    await closed('other', 3, 'QUEUED');
    await closed('old', 600);
    let asked = 0;
    const expire = expirer({
      isOver: async () => {
        asked += 1;
        throw new Error('Redis is away');
      },
    });
    await expect(run(expire)).rejects.toThrow('Redis is away');
    expect(await shop.count('outbox')).toBe(1_203);
    expect((await ended()).toSorted()).toEqual([0, 0, 1]);
    asked = 0;
    // Once, and nothing is walked over again.
    await expect(expire()).rejects.toThrow('Redis is away');
    expect(asked).toBe(1);
  });

  it('leave no queue in Redis for ever: their campaign ends after Redis was told to forget it', async () => {
    await closed('rush', 3, 'QUEUED');
    let isAway = true;
    const expire = expirer({
      retire: async () => {
        if (isAway) throw new Error('Redis is away');
      },
    });
    await expect(run(expire)).rejects.toThrow('Redis is away');
    expect([await shop.count('outbox'), await ended()]).toEqual([3, [0]]);
    isAway = false;
    await run(expire);
    expect(await ended()).toEqual([1]);
  });

  it('are left to whoever is at it', async () => {
    const campaign = await closed('old', 3);
    const { passed, open } = gate();
    const held = shop.database.transaction(async (tx) => {
      await tx.rows('SELECT id FROM campaign WHERE id = ? FOR UPDATE', [campaign.id]);
      await run(expirer());
      open();
    });
    await passed;
    await held;
    expect(await shop.count('outbox')).toBe(0);
  });
});
