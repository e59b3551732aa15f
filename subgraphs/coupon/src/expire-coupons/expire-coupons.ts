import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { updatedEvent } from '../coupon-event.ts';
import type { CouponMetrics } from '../coupon-metrics.ts';
import { CAMPAIGN_COLUMNS, type CampaignRow, campaignOf } from '../db/campaign-rows.ts';
import { COUPON_COLUMNS, type CouponRow, couponOf } from '../db/coupon-rows.ts';
import type { QueueCampaign } from '../queue/queue-campaign.ts';

export interface ExpireCouponsDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  /** Whether the queue of a QUEUED campaign issues nothing any more, and all that it has issued is written. */
  readonly isOver: (campaign: Pick<QueueCampaign, 'id' | 'closesAt'>) => Promise<boolean>;
  /** Lets Redis forget, after some days, the queue of a campaign that is over. Asked again, it changes nothing. */
  readonly retire: (campaignId: CampaignId) => Promise<void>;
  readonly metrics: Pick<CouponMetrics, 'expired'>;
}

/** Expires some coupons of one campaign that has closed. True when there is more to do. */
export type ExpireCoupons = () => Promise<boolean>;

const BATCH = 500;

interface Step {
  readonly expired: number;
  /** Whether the walk has come to its end. */
  readonly isAtEnd: boolean;
  /** From where it goes on; without it the next one begins anew. */
  readonly next?: Walk;
}

/** How far the coupons of a campaign have been looked at, in the order of their customers. */
interface Walk {
  readonly after: UserId | '';
  /** Of the campaign when the walk began: as long as it is the same, nothing was written behind it. */
  readonly issued: number;
}

/**
 * Coupons expire with their campaign, an event each, once: the row of the campaign is held while a batch of them is changed,
 * and the campaign has ended when a walk over all of them has met none that was written meanwhile. A coupon that is written
 * afterwards takes that back (`write-issues.ts`).
 */
export function createExpireCoupons({ database, outbox, isOver, retire, metrics }: ExpireCouponsDeps): ExpireCoupons {
  /** Of this process alone: another one, or the next, begins anew, and finds those expired that are. */
  const walks = new Map<CampaignId, Walk>();

  /** Closed queues that have something left to write come again. */
  function closed(): Promise<Pick<CampaignRow, 'id' | 'mode' | 'closes_at'>[]> {
    return database.rows(
      'SELECT id, mode, closes_at FROM campaign WHERE ended_at IS NULL AND closes_at <= UTC_TIMESTAMP(3) ORDER BY closes_at LIMIT 20',
    );
  }

  async function expireSome(tx: Tx, id: CampaignId, mayEnd: boolean): Promise<Step> {
    // Whoever else is at it with this campaign does what there is to do.
    const [row] = await tx.rows<CampaignRow>(
      `SELECT ${CAMPAIGN_COLUMNS} FROM campaign WHERE id = ? AND ended_at IS NULL FOR UPDATE SKIP LOCKED`,
      [id],
    );
    if (row === undefined) return { expired: 0, isAtEnd: true };
    const campaign = campaignOf(row);
    const walk = walks.get(id) ?? { after: '', issued: campaign.issued };
    const rows = await tx.rows<CouponRow>(
      `SELECT ${COUPON_COLUMNS} FROM coupon WHERE campaign_id = ? AND user_id > ? ORDER BY user_id LIMIT ? FOR UPDATE`,
      [id, walk.after, BATCH],
    );
    const expired = rows
      .filter(({ status }) => status === 'ISSUED')
      .map((one) => ({ ...couponOf(one), status: 'EXPIRED' as const, version: one.version + 1 }));
    if (expired.length > 0) {
      await tx.run(`UPDATE coupon SET status = 'EXPIRED', version = version + 1 WHERE id IN (?)`, [
        expired.map((coupon) => coupon.id),
      ]);
      await outbox.record(
        tx,
        expired.map((coupon) => updatedEvent(coupon, campaign, undefined)),
      );
    }
    const isAtEnd = rows.length < BATCH;
    // While nobody can say whether its queue is over, the walk waits at its end: all of it again each second would be too much.
    if (!isAtEnd || !mayEnd)
      return { expired: expired.length, isAtEnd, next: { ...walk, after: rows.at(-1)?.user_id ?? walk.after } };
    if (campaign.issued === walk.issued)
      await tx.run('UPDATE campaign SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', [id]);
    return { expired: expired.length, isAtEnd };
  }

  return async () => {
    let more = false;
    let failure: { readonly error: unknown } | undefined;
    /** Without Redis, coupons expire as well: only their queues do not end. It is not asked for the next one then, either. */
    async function mayEnd(campaign: Pick<QueueCampaign, 'id' | 'closesAt'>): Promise<boolean> {
      if (failure !== undefined) return false;
      try {
        const over = await isOver(campaign);
        // First: a campaign that has ended does not come again.
        if (over) await retire(campaign.id);
        return over;
      } catch (error) {
        failure = { error };
        return false;
      }
    }
    const campaigns = await closed();
    // Another instance has ended the others.
    for (const id of walks.keys()) if (!campaigns.some((campaign) => campaign.id === id)) walks.delete(id);
    for (const { id, mode, closes_at: closesAt } of campaigns) {
      const may = mode === 'DIRECT' || (await mayEnd({ id, closesAt }));
      const { expired, isAtEnd, next } = await database.transaction((tx) => expireSome(tx, id, may));
      metrics.expired.inc(expired);
      if (next === undefined) walks.delete(id);
      else walks.set(id, next);
      more ||= !isAtEnd;
    }
    if (failure !== undefined && !more) throw failure.error;
    return more;
  };
}
