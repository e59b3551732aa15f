import type { CouponId } from '@rushgraph/contracts';
import type { Sql, Tx } from '@rushgraph/database';
import { columnsOf, type Row, valuesOf } from '@rushgraph/database/query';
import type { Coupon, QueuePlace } from '../coupon.ts';
import { coupon as table } from './schema.ts';

export type CouponRow = Row<typeof table>;

/** The columns of a `CouponRow`. */
export const COUPON_COLUMNS = columnsOf(table);

/** The coupons that exist among `ids`. */
export async function loadCoupons(sql: Sql, ids: readonly CouponId[]): Promise<Map<CouponId, Coupon>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<CouponRow>(`SELECT ${COUPON_COLUMNS} FROM coupon WHERE id IN (?)`, [ids]);
  return new Map(rows.map((row) => [row.id, couponOf(row)]));
}

/**
 * Inserts new coupons. A customer who has one of the campaign already makes it fail with a duplicate key. They go in by the
 * order of their ids: so rivals wait for each other instead of dying of each other, and pages are found once for neighbours.
 */
export async function insertCoupons(
  tx: Tx,
  coupons: readonly (Coupon & { readonly from?: QueuePlace })[],
): Promise<void> {
  const inOrder = coupons.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const rows = inOrder.map((coupon) => valuesOf(table, rowOf(coupon, coupon.from)));
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

function rowOf(coupon: Coupon, from: QueuePlace | undefined): CouponRow {
  return {
    id: coupon.id,
    campaign_id: coupon.campaignId,
    user_id: coupon.userId,
    status: coupon.status,
    version: coupon.version,
    issued_at: coupon.issuedAt,
    queue_line: from?.line ?? null,
    ticket: from?.ticket ?? null,
    place: from?.place ?? null,
  };
}
