import type { CampaignId, UserId } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import type { CouponRow } from '../db/coupon-rows.ts';

export type IssuedRow = Pick<CouponRow, 'user_id' | 'place' | 'issued_at'>;

/** Everybody who has a coupon of the campaign in MySQL, page by page. */
export async function* readIssued(sql: Sql, campaignId: CampaignId, atOnce: number): AsyncGenerator<IssuedRow[]> {
  let after: UserId | '' = '';
  for (;;) {
    const page: IssuedRow[] = await sql.rows<IssuedRow>(
      'SELECT user_id, place, issued_at FROM coupon WHERE campaign_id = ? AND user_id > ? ORDER BY user_id LIMIT ?',
      [campaignId, after, atOnce],
    );
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < atOnce) return;
    after = last.user_id;
  }
}
