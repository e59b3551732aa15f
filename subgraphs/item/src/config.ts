import {
  type Environment,
  httpSettings,
  kafkaSettings,
  loadConfig,
  logSettings,
  mysqlSettings,
  outboxSettings,
  roleSettings,
  takeoverSettings,
  viewerSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';

const schema = z.object({
  ...httpSettings(4002),
  ...logSettings,
  ...roleSettings,
  ...mysqlSettings('item'),
  ...kafkaSettings,
  ...takeoverSettings,
  ...outboxSettings,
  ...viewerSettings,
  /** The one currency of the shop: prices in another are refused. */
  SHOP_CURRENCY: z.enum(['KRW', 'USD', 'EUR', 'JPY'], 'must be one of KRW, USD, EUR, JPY').default('KRW'),
  /** Length of the windows that sum what gates decide, and how late a decision may come to count in its own. */
  STOCK_WINDOW_MS: wholeNumber(100, 600_000).default(2_000),
  STOCK_WINDOW_GRACE_MS: wholeNumber(0, 600_000).default(5_000),
});
export type ItemConfig = z.infer<typeof schema>;

/** Reads the settings of the item service; all problems are reported at once. */
export function itemConfig(env: Environment): ItemConfig {
  return loadConfig(schema, env);
}
