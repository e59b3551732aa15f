import type { Metrics } from '@rushgraph/service';

export type CouponMetrics = ReturnType<typeof createCouponMetrics>;

/** What an operator watches about coupons. */
export function createCouponMetrics(metrics: Metrics) {
  return {
    issues: metrics.counter('coupon_issues_total', 'Requests for a coupon by what came of them', ['outcome']),
  };
}
