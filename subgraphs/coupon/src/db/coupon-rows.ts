import type { CampaignId, CouponId, UserId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import type { Coupon, CouponStatus } from '../coupon.ts';

export interface CouponRow {
  readonly id: CouponId;
  readonly campaign_id: CampaignId;
  readonly user_id: UserId;
  readonly status: CouponStatus;
  readonly version: number;
  readonly issued_at: Date;
}

/** The columns of a `CouponRow`. */
export const COUPON_COLUMNS = 'id, campaign_id, user_id, status, version, issued_at';

/** The coupons that exist among `ids`. */
export async function loadCoupons(sql: Sql, ids: readonly CouponId[]): Promise<Map<CouponId, Coupon>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<CouponRow>(`SELECT ${COUPON_COLUMNS} FROM coupon WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, couponOf(row)]));
}

/** Inserts new coupons. A customer who has one of the campaign already makes it fail with a duplicate key. */
export async function insertCoupons(tx: Tx, coupons: readonly Coupon[]): Promise<void> {
  const rows = coupons.map((coupon) => [
    coupon.id,
    coupon.campaignId,
    coupon.userId,
    coupon.status,
    coupon.version,
    coupon.issuedAt,
  ]);
  await tx.run(`INSERT INTO coupon (${COUPON_COLUMNS}) VALUES ?`, [rows]);
}

export function couponOf(row: CouponRow): Coupon {
  return {
    id: row.id,
    campaignId: row.campaign_id,
    userId: row.user_id,
    status: row.status,
    version: row.version,
    issuedAt: row.issued_at,
  };
}
