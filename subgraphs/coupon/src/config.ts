import {
  type Environment,
  httpSettings,
  kafkaSettings,
  loadConfig,
  logSettings,
  mysqlSettings,
  roleSettings,
  viewerSettings,
} from '@rushgraph/service';
import { z } from 'zod';

const schema = z.object({
  ...httpSettings(4004),
  ...logSettings,
  ...roleSettings,
  ...mysqlSettings('coupon'),
  ...kafkaSettings,
  ...viewerSettings,
  /** The one currency of the shop. */
  SHOP_CURRENCY: z.enum(['KRW', 'USD', 'EUR', 'JPY'], 'must be one of KRW, USD, EUR, JPY').default('KRW'),
});

export type CouponConfig = z.infer<typeof schema>;

/** Reads the settings of the coupon service; all problems are reported at once. */
export function couponConfig(env: Environment): CouponConfig {
  return loadConfig(schema, env);
}
