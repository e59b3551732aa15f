import type { CampaignId, CouponId, MoneyValue, NewId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Viewer } from '@rushgraph/identity';
import DataLoader from 'dataloader';
import type { Campaign } from './campaign.ts';
import type { Coupon } from './coupon.ts';
import { loadCampaigns } from './db/campaign-rows.ts';
import { loadCoupons } from './db/coupon-rows.ts';
import type { CouponIssuer } from './issue-coupon/coupon-issuer.ts';
import type { CouponQueue } from './queue/coupon-queue.ts';

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
export interface Context extends ContextDeps {
  readonly viewer: Viewer;
  readonly traceparent: string | undefined;
  readonly campaigns: DataLoader<CampaignId, Campaign | null>;
  readonly coupons: DataLoader<CouponId, Coupon | null>;
}

/** Builds the context of one request. */
export function createContext(deps: ContextDeps, request: Pick<Context, 'viewer' | 'traceparent'>): Context {
  const { database, issuer, queue, newId, now, currency } = deps;
  return {
    database,
    issuer,
    queue,
    newId,
    now,
    currency,
    viewer: request.viewer,
    traceparent: request.traceparent,
    campaigns: new DataLoader(async (ids) => {
      const campaigns = await loadCampaigns(database, ids);
      return ids.map((id) => campaigns.get(id) ?? null);
    }),
    coupons: new DataLoader(async (ids) => {
      const coupons = await loadCoupons(database, ids);
      return ids.map((id) => coupons.get(id) ?? null);
    }),
  };
}
