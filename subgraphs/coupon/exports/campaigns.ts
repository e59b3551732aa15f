export { createCouponMetrics } from '../src/coupon-metrics.ts';
export { insertCampaign, type NewCampaign } from '../src/create-campaign/insert-campaign.ts';
export { loadCampaigns } from '../src/db/campaign-rows.ts';
export { createDirectIssuer } from '../src/issue-coupon/direct-issuer.ts';
