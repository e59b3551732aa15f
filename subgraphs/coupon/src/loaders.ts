import type { CampaignId, CouponId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { type Loader, loadById } from '@rushgraph/service';
import type { Campaign } from './campaign.ts';
import type { Coupon } from './coupon.ts';
import { loadCampaigns } from './db/campaign-rows.ts';
import { loadCoupons } from './db/coupon-rows.ts';

/** Rows by their ids, each read once: for one request, or for all that is told of one look at a queue. */
export interface Loaders {
  readonly campaigns: Loader<CampaignId, Campaign>;
  readonly coupons: Loader<CouponId, Coupon>;
}

export function createLoaders(database: Database): Loaders {
  return {
    campaigns: loadById((ids) => loadCampaigns(database, ids)),
    coupons: loadById((ids) => loadCoupons(database, ids)),
  };
}
