import type { UserId } from '@rushgraph/contracts';
import { isCheckViolation } from '@rushgraph/database';
import { createMetrics } from '@rushgraph/service';
import { barrier, gate, race } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CouponFixture, couponFixture, user } from '../../test/coupon-fixture.ts';
import type { Campaign } from '../campaign.ts';
import { couponId } from '../coupon.ts';
import { createCouponMetrics } from '../coupon-metrics.ts';
import type { IssueOutcome } from './coupon-issuer.ts';
import { createDirectIssuer } from './direct-issuer.ts';

let shop: CouponFixture;
beforeAll(async () => {
  shop = await couponFixture();
});
afterAll(() => shop.drop());
beforeEach(() => shop.clear());

const issue = (campaign: Campaign, name: string, issuer = shop.issuer) =>
  issuer.issue({ campaign, userId: user(name), traceparent: undefined });

function kindOf(outcome: IssueOutcome): string {
  if (outcome.kind === 'refused') return outcome.refusal.reason;
  return outcome.repeated ? 'repeated' : 'issued';
}

/** How many requests ended how; a request that failed counts as its error. */
function tally(settled: readonly PromiseSettledResult<IssueOutcome>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of settled) {
    const kind = one.status === 'fulfilled' ? kindOf(one.value) : String(one.reason);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

describe('issuing directly', () => {
  it('takes one, stores the coupon and records its event', async () => {
    const campaign = await shop.campaign('may');
    const outcome = await issue(campaign, 'ann');
    const id = couponId(campaign.id, user('ann'));
    expect(outcome).toMatchObject({ kind: 'issued', repeated: false, coupon: { id, status: 'ISSUED', version: 1 } });
    expect(await shop.issued(campaign)).toBe(1);
    expect(await shop.events()).toEqual([
      {
        couponId: id,
        userId: user('ann'),
        version: 1,
        campaignId: campaign.id,
        campaignName: 'may',
        discount: { amount: 5_000, currency: 'KRW' },
        status: 'ISSUED',
        issuedAt: outcome.kind === 'issued' && outcome.coupon.issuedAt.toISOString(),
      },
    ]);
  });

  it('answers a repeat with the first coupon, also when the campaign is over or empty', async () => {
    const campaign = await shop.campaign('may', { quantity: 1 });
    const first = await issue(campaign, 'ann');
    const later = { ...campaign, issued: 1, closesAt: campaign.opensAt };
    for (const read of [campaign, later]) expect(await issue(read, 'ann')).toEqual({ ...first, repeated: true });
    expect([await shop.issued(campaign), await shop.count('coupon'), await shop.count('outbox')]).toEqual([1, 1, 1]);
  });

  it.each([
    ['not open yet', { opens: 1 }, 'NOT_OPEN'],
    ['closed', { closes: -1 }, 'NOT_OPEN'],
    ['sold out', { quantity: 3, issued: 3 }, 'SOLD_OUT'],
  ] as const)('takes nothing when it is %s', async (_, changes, reason) => {
    const campaign = await shop.campaign('may', changes);
    expect(kindOf(await issue(campaign, 'ann'))).toBe(reason);
    // As it was read in better times: the write decides.
    const stale = { ...campaign, issued: 0, opensAt: new Date(0), closesAt: new Date('2100-01-01') };
    expect(kindOf(await issue(stale, 'ann'))).toBe(reason);
    expect(await shop.issued(campaign)).toBe(campaign.issued);
    expect([await shop.count('coupon'), await shop.count('outbox')]).toEqual([0, 0]);
  });

  it('does not touch the row of a sold out campaign', async () => {
    const campaign = await shop.campaign('may', { quantity: 1, issued: 1 });
    const { passed, open } = gate();
    const held = shop.database.transaction(async (tx) => {
      await tx.rows('SELECT id FROM campaign WHERE id = ? FOR UPDATE', [campaign.id]);
      expect(kindOf(await issue(campaign, 'ann'))).toBe('SOLD_OUT');
      open();
    });
    await passed;
    await held;
  });

  it('counts what came of each request', async () => {
    const campaign = await shop.campaign('may', { quantity: 1 });
    for (const name of ['ann', 'ann', 'ben']) await issue(campaign, name);
    const counted = await shop.metric('coupon_issues_total');
    for (const outcome of ['issued', 'repeated', 'sold_out']) expect(counted).toContain(`outcome="${outcome}"`);
  });
});

describe('everyone at once', () => {
  it('50 coupons, 100 customers, five requests each: exactly 50, one for a customer', async () => {
    const campaign = await shop.campaign('rush', { quantity: 50 });
    const settled = await race(500, (index) => issue(campaign, `u${index % 100}`));
    const { issued, repeated = 0, SOLD_OUT = 0, ...others } = tally(settled);
    expect(others).toEqual({});
    expect(issued).toBe(50);
    expect(repeated + SOLD_OUT).toBe(450);
    expect(await shop.issued(campaign)).toBe(50);
    const owners = await shop.database.rows<{ user_id: UserId }>('SELECT user_id FROM coupon');
    expect(owners).toHaveLength(50);
    expect(new Set(owners.map((owner) => owner.user_id)).size).toBe(50);
    const events = await shop.events();
    expect(events.map((event) => event.userId).sort()).toEqual(owners.map((owner) => owner.user_id).sort());
  });

  it('one customer, 50 requests: one coupon, and all of them get it', async () => {
    const campaign = await shop.campaign('rush', { quantity: 50 });
    const settled = await race(50, () => issue(campaign, 'ann'));
    expect(tally(settled)).toEqual({ issued: 1, repeated: 49 });
    expect([await shop.issued(campaign), await shop.count('coupon'), await shop.count('outbox')]).toEqual([1, 1, 1]);
  });

  it('many rivals of one customer for nothing at all end without an error', async () => {
    const campaign = await shop.campaign('rush', { quantity: 1, issued: 1 });
    const settled = await race(100, () => issue({ ...campaign, issued: 0 }, 'ann'));
    expect(tally(settled)).toEqual({ SOLD_OUT: 100 });
    expect(await shop.count('coupon')).toBe(0);
  });

  it('the last coupon goes to the one who takes it first, and the other leaves no trace', async () => {
    const campaign = await shop.campaign('rush', { quantity: 1 });
    const both = barrier(2);
    // Both have inserted their coupon before either takes one from the campaign.
    const outbox = {
      ...shop.outbox,
      record: async (...args: Parameters<typeof shop.outbox.record>) => {
        await shop.outbox.record(...args);
        await both.arrive();
      },
    };
    const metrics = createCouponMetrics(createMetrics('coupon', { defaults: false }));
    const issuer = createDirectIssuer({ ...shop, outbox, metrics });
    const settled = await Promise.allSettled(['ann', 'ben'].map((name) => issue(campaign, name, issuer)));
    expect(tally(settled)).toEqual({ issued: 1, SOLD_OUT: 1 });
    expect([await shop.issued(campaign), await shop.count('coupon'), await shop.count('outbox')]).toEqual([1, 1, 1]);
  });
});

describe('without the guard', () => {
  /** Looks first and then takes, as the guarded statement does not. */
  async function takeUnguarded(campaign: Campaign, read: { arrive(): Promise<void> }): Promise<number> {
    const left = campaign.quantity - (await shop.issued(campaign));
    await read.arrive();
    if (left <= 0) return 0;
    return (await shop.database.run('UPDATE campaign SET issued = issued + 1 WHERE id = ?', [campaign.id]))
      .affectedRows;
  }

  it('the CHECK is the last line', async () => {
    const campaign = await shop.campaign('rush', { quantity: 3 });
    const read = barrier(20);
    const settled = await race(20, () => takeUnguarded(campaign, read));
    const failed = settled.filter((one) => one.status === 'rejected');
    expect(failed).toHaveLength(17);
    expect(failed.every(({ reason }) => isCheckViolation(reason))).toBe(true);
    expect(await shop.issued(campaign)).toBe(3);
  });

  it('and without the CHECK as well, too many are issued', async () => {
    await shop.database.run('ALTER TABLE campaign DROP CONSTRAINT campaign_not_over_issued');
    try {
      const campaign = await shop.campaign('rush', { quantity: 3 });
      const read = barrier(20);
      await race(20, () => takeUnguarded(campaign, read));
      expect(await shop.issued(campaign)).toBe(20);
    } finally {
      await shop.clear();
      await shop.database.run(
        'ALTER TABLE campaign ADD CONSTRAINT campaign_not_over_issued CHECK (issued <= quantity)',
      );
    }
  });
});
