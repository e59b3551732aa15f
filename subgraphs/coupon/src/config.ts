import {
  currencySettings,
  databaseSettings,
  type Environment,
  flag,
  loadConfig,
  subgraphSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';

const schema = z.object({
  ...subgraphSettings(4004),
  ...databaseSettings('coupon'),
  ...currencySettings,
  /** Whether REDIS_URL names a node of a Redis Cluster. */
  REDIS_CLUSTER: flag.default(false),

  /** How long before its opening a QUEUED campaign can be joined; who does so is shuffled at the opening. */
  COUPON_QUEUE_LEAD_MS: wholeNumber(0, 7 * 24 * 60 * 60 * 1_000).default(600_000),
  /** Coupons a second that a queue gives out. */
  COUPON_ISSUES_PER_SECOND: wholeNumber(1, 100_000).default(2_000),
  /** Coupons that were given out and are not in MySQL yet: with so many, a queue waits. */
  COUPON_MAX_UNWRITTEN: wholeNumber(1, 10_000_000).default(20_000),
  /** How often a queue moves. */
  COUPON_TICK_MS: wholeNumber(10, 10_000).default(100),
  /** How long a queue stands still when the instance that moves it dies. */
  COUPON_LEASE_MS: wholeNumber(500, 600_000).default(5_000),
  /** How long coupons wait whose writer has died. */
  COUPON_CLAIM_AFTER_MS: wholeNumber(500, 600_000).default(15_000),
  /** How often tickets that customers watch are looked at. */
  COUPON_WATCH_MS: wholeNumber(10, 60_000).default(200),
  /** How often new campaigns and closed ones are looked for. */
  COUPON_LOOK_MS: wholeNumber(100, 60_000).default(1_000),
});

export type CouponConfig = z.infer<typeof schema>;

/** Reads the settings of the coupon service; all problems are reported at once. */
export function couponConfig(env: Environment): CouponConfig {
  return loadConfig(schema, env);
}
