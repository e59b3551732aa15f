import { type Database, isDuplicateKey, type Sql, type Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import type { Campaign } from '../campaign.ts';
import { type Coupon, couponId, newCoupon } from '../coupon.ts';
import { updatedEvent } from '../coupon-event.ts';
import type { CouponMetrics } from '../coupon-metrics.ts';
import { loadCampaigns } from '../db/campaign-rows.ts';
import { insertCoupons, loadCoupons } from '../db/coupon-rows.ts';
import type { CouponIssuer, IssueOutcome, IssueRequest } from './coupon-issuer.ts';
import { findRefusal, type Refusal } from './find-refusal.ts';

export interface DirectIssuerDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly metrics: CouponMetrics;
}

/** Rolls a transaction back that could take no coupon. */
class NothingTaken extends Error {
  override readonly name = 'NothingTaken';
}

/** Issues by one transaction in MySQL: the unique key decides who has one, the guarded update how many there are. */
export function createDirectIssuer({ database, outbox, metrics }: DirectIssuerDeps): CouponIssuer {
  async function issue({ campaign, userId, traceparent }: IssueRequest): Promise<IssueOutcome> {
    const first = await firstCoupon({ campaign, userId });
    if (first !== undefined) return { kind: 'issued', coupon: first, repeated: true };
    // Nobody queues for the row of a campaign that has nothing to give.
    const refusal = findRefusal(campaign);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const coupon = newCoupon(campaign.id, userId, campaign.readAt);
    let attempts = 0;
    try {
      await database.transaction(async (tx) => {
        attempts += 1;
        // Requests of one customer wait for each other's row; when the first of them rolls back, all but one meet a
        // deadlock. They look again before they start again, or as many rounds would follow as there are requests.
        if (attempts > 1 && (await refusalNow(tx, campaign)) !== undefined) throw new NothingTaken();
        await insertCoupons(tx, [coupon]);
        await outbox.record(tx, [updatedEvent(coupon, campaign, traceparent)]);
        // The row that all want comes last: its lock is held for this statement and the commit alone.
        if (!(await takeOne(tx, campaign))) throw new NothingTaken();
      });
      return { kind: 'issued', coupon, repeated: false };
    } catch (error) {
      if (error instanceof NothingTaken) return { kind: 'refused', refusal: await whyNothing(campaign) };
      const rivals = isDuplicateKey(error) ? await firstCoupon({ campaign, userId }) : undefined;
      if (rivals !== undefined) return { kind: 'issued', coupon: rivals, repeated: true };
      throw error;
    }
  }

  async function firstCoupon({
    campaign,
    userId,
  }: Pick<IssueRequest, 'campaign' | 'userId'>): Promise<Coupon | undefined> {
    const id = couponId(campaign.id, userId);
    return (await loadCoupons(database, [id])).get(id);
  }

  /** The campaign as it is now tells why: times do not change, and what is issued stays issued. */
  async function whyNothing(campaign: Campaign): Promise<Refusal> {
    const refusal = await refusalNow(database, campaign);
    if (refusal === undefined) throw new Error(`Campaign ${campaign.id} gave nothing although it is open`);
    return refusal;
  }

  return {
    async issue(request) {
      const outcome = await issue(request);
      metrics.issues.inc({ outcome: labelOf(outcome) });
      return outcome;
    },
  };
}

/** Why the campaign, as it is stored now, gives nothing. */
async function refusalNow(sql: Sql, { id }: Campaign): Promise<Refusal | undefined> {
  const campaign = (await loadCampaigns(sql, [id])).get(id);
  if (campaign === undefined) throw new Error(`Campaign ${id} is gone`);
  return findRefusal(campaign);
}

/** Takes one coupon of an open campaign that has one left. */
async function takeOne(tx: Tx, { id }: Campaign): Promise<boolean> {
  const taken = await tx.run(
    `UPDATE campaign SET issued = issued + 1
     WHERE id = ? AND issued < quantity AND opens_at <= UTC_TIMESTAMP(3) AND closes_at > UTC_TIMESTAMP(3)`,
    [id],
  );
  return taken.affectedRows === 1;
}

function labelOf(outcome: IssueOutcome): string {
  if (outcome.kind === 'refused') return outcome.refusal.reason.toLowerCase();
  return outcome.repeated ? 'repeated' : 'issued';
}
