import type { CampaignId, CouponId, MoneyValue, NewId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { type Loader, loadById, type Requester } from '@rushgraph/service';
import type { Campaign } from './campaign.ts';
import type { Coupon } from './coupon.ts';
import type { CouponQueue } from './coupon-queue.ts';
import { loadCampaigns } from './db/campaign-rows.ts';
import { loadCoupons } from './db/coupon-rows.ts';
import type { CouponIssuer } from './issue-coupon/coupon-issuer.ts';

/** The parts that resolvers work with, the same for every request. */
export interface ContextDeps {
  readonly database: Database;
  readonly issuer: CouponIssuer;
  readonly queue: CouponQueue;
  readonly newId: NewId;
  readonly now: () => Date;
  /** The one currency of the shop. */
  readonly currency: MoneyValue['currency'];
}

/** What a resolver may reach; loaders live for one request. */
export interface Context extends ContextDeps, Requester {
  readonly campaigns: Loader<CampaignId, Campaign>;
  readonly coupons: Loader<CouponId, Coupon>;
}

/** Builds the context of one request. */
export function createContext(deps: ContextDeps, { viewer, traceparent }: Requester): Context {
  const { database, issuer, queue, newId, now, currency } = deps;
  return {
    viewer,
    traceparent,
    database,
    issuer,
    queue,
    newId,
    now,
    currency,
    campaigns: loadById((ids) => loadCampaigns(database, ids)),
    coupons: loadById((ids) => loadCoupons(database, ids)),
  };
}
