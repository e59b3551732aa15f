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
  /** Called for a QUEUED campaign of which nothing is left to do. */
  readonly onEnded: (campaignId: CampaignId) => Promise<void>;
  readonly metrics: Pick<CouponMetrics, 'expired'>;
}

/** Expires some coupons of one campaign that has closed. True when there is more to do. */
export type ExpireCoupons = () => Promise<boolean>;

const BATCH = 500;

interface Step {
  readonly expired: number;
  readonly ended: boolean;
  /** Undefined at the end of a walk. */
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
export function createExpireCoupons({ database, outbox, isOver, onEnded, metrics }: ExpireCouponsDeps): ExpireCoupons {
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
    if (row === undefined) return { expired: 0, ended: false };
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
    const last = rows.at(-1);
    if (last !== undefined && rows.length === BATCH)
      return { expired: expired.length, ended: false, next: { ...walk, after: last.user_id } };
    const ended = mayEnd && campaign.issued === walk.issued;
    if (ended) await tx.run('UPDATE campaign SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', [id]);
    return { expired: expired.length, ended };
  }

  return async () => {
    let more = false;
    let failure: { readonly error: unknown } | undefined;
    for (const { id, mode, closes_at: closesAt } of await closed()) {
      // Without Redis, coupons expire as well: only their queues do not end.
      const over = mode === 'DIRECT' || isOver({ id, closesAt });
      const mayEnd = await Promise.resolve(over).catch((error: unknown) => {
        failure ??= { error };
        return false;
      });
      const { expired, ended, next } = await database.transaction((tx) => expireSome(tx, id, mayEnd));
      metrics.expired.inc(expired);
      if (next === undefined) walks.delete(id);
      else walks.set(id, next);
      if (ended && mode === 'QUEUED') await onEnded(id);
      more ||= next !== undefined;
    }
    if (failure !== undefined && !more) throw failure.error;
    return more;
  };
}
