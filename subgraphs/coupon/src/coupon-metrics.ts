import type { Metrics } from '@rushgraph/service';

export type CouponMetrics = ReturnType<typeof createCouponMetrics>;

/** What an operator watches about coupons. */
export function createCouponMetrics(metrics: Metrics) {
  return {
    issues: metrics.counter('coupon_issues_total', 'Requests for a coupon by what came of them', ['outcome']),
    joins: metrics.counter('coupon_queue_joins_total', 'Requests to join a queue by what came of them', ['outcome']),
    admitted: metrics.counter('coupon_queue_issued_total', 'Coupons given out by the queue'),
    unwritten: metrics.gauge('coupon_queue_unwritten', 'Coupons of the queue that are not in MySQL yet', ['campaign']),
    fenced: metrics.counter('coupon_mover_fenced_total', 'Calls of a mover that another one had replaced'),
    rebuilds: metrics.counter('coupon_queue_rebuilds_total', 'Queues that were compared with MySQL and opened'),
    lost: metrics.counter('coupon_queue_lost_total', 'Coupons that Redis lost before they were in MySQL'),
    written: metrics.counter('coupon_issues_written_total', 'Coupons of the queue that were written to MySQL'),
    buried: metrics.counter('coupon_issues_buried_total', 'Entries of the queue that could not be written'),
    expired: metrics.counter('coupon_expired_total', 'Coupons that expired with their campaign'),
  };
}
