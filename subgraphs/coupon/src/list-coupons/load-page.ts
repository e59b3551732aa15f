import type { CouponId, UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { Coupon } from '../coupon.ts';
import { COUPON_COLUMNS, type CouponRow, couponOf } from '../db/coupon-rows.ts';

/** The coupon a page starts after. Neither part of it ever changes. */
export interface CouponPageStart {
  readonly issuedAt: Date;
  readonly id: CouponId;
}

/** A customer's coupons, newest first; up to `limit` of them after `start`. */
export async function loadCouponPage(
  sql: Sql,
  userId: UserId,
  limit: number,
  start?: CouponPageStart,
): Promise<Coupon[]> {
  const after = start === undefined ? '' : 'AND issued_at <= ? AND (issued_at < ? OR id < ?)';
  const values = start === undefined ? [] : [start.issuedAt, start.issuedAt, start.id];
  const rows = await sql.rows<CouponRow>(
    `SELECT ${COUPON_COLUMNS} FROM coupon WHERE user_id = ? ${after} ORDER BY issued_at DESC, id DESC LIMIT ?`,
    [userId, ...values, limit],
  );
  return rows.map(couponOf);
}
