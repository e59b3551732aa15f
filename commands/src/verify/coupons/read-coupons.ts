import type { Snapshot } from '../snapshot/snapshot.ts';

export interface CouponFacts {
  readonly campaigns: number;
  readonly issued: number;
  readonly overIssued: number;
  /** Campaigns whose count is not the number of their coupons. */
  readonly apart: number;
  readonly examples: readonly string[];
  /** Coupons of campaigns that are not there. */
  readonly homeless: number;
}

const EXAMPLES = 3;
const IS_APART = 'issued <> (SELECT COUNT(*) FROM coupon WHERE campaign_id = campaign.id)';

/** Campaigns and the coupons that were issued. */
export async function readCoupons(coupon: Snapshot): Promise<CouponFacts> {
  const facts = await coupon.figures<'campaigns' | 'issued' | 'overIssued' | 'apart'>(
    `SELECT COUNT(*) AS campaigns, SUM(issued) AS issued, SUM(issued > quantity) AS overIssued,
       SUM(${IS_APART}) AS apart FROM campaign`,
  );
  const { homeless } = await coupon.figures<'homeless'>(
    `SELECT COUNT(*) AS homeless FROM (SELECT DISTINCT campaign_id FROM coupon) AS of_campaign
     LEFT JOIN campaign ON campaign.id = of_campaign.campaign_id WHERE campaign.id IS NULL`,
  );
  const examples =
    facts.apart === 0
      ? []
      : await coupon.rows<{ id: string }>(`SELECT id FROM campaign WHERE ${IS_APART} ORDER BY id LIMIT ${EXAMPLES}`);
  return { ...facts, homeless, examples: examples.map(({ id }) => id) };
}
