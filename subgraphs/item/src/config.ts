import {
  consumerSettings,
  currencySettings,
  databaseSettings,
  type Environment,
  idempotencySettings,
  loadConfig,
  subgraphSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';
import type { WindowSpan } from './apply-deltas/create-delta-window.ts';
import type { StockSettings } from './keep-stock/choose/create-keepers.ts';
import { strategies } from './keep-stock/decide/strategies.ts';

const schema = z.object({
  ...subgraphSettings(4002),
  ...databaseSettings('item'),
  ...consumerSettings,
  ...idempotencySettings,
  ...currencySettings,
  /** How the stock of items is kept until `npm run stock-strategy` chooses otherwise: the choice is in MySQL. */
  STOCK_STRATEGY: z.enum(strategies, 'must be merge, lock or window').default('merge'),
  /** What becomes of orders of locked items while Redis is away: they wait, or are merged meanwhile. */
  STOCK_LOCK_WITHOUT_REDIS: z.enum(['refuse', 'merge'], 'must be refuse or merge').default('refuse'),
  /** Length of the windows that sum what gates decide, and how late a decision may come to count in its own. */
  STOCK_WINDOW_MS: wholeNumber(100, 600_000).default(2_000),
  STOCK_WINDOW_GRACE_MS: wholeNumber(0, 600_000).default(5_000),
  /** Pieces that a stock gate may be apart from MySQL before it is opened anew; what batches have under way is no fault. */
  STOCK_MAX_DRIFT: wholeNumber(0, 1_000_000_000).default(1_000),
  /** How long one may be apart while nothing happens. A batch that failed waits up to 10 s before it is tried again. */
  STOCK_DRIFT_SETTLE_MS: wholeNumber(0, 3_600_000).default(30_000),
  /** Between two comparisons. */
  STOCK_DRIFT_CHECK_MS: wholeNumber(100, 600_000).default(5_000),
  /** Between two looks whether orders that wait for a gate or a lock can be decided. */
  STOCK_TAKE_UP_MS: wholeNumber(50, 600_000).default(500),
  /** Between two looks whether the gates of a strategy that is being left are drained. */
  STOCK_DRAIN_CHECK_MS: wholeNumber(50, 600_000).default(500),
});
export type ItemConfig = z.infer<typeof schema>;

/** Reads the settings of the item service; all problems are reported at once. */
export function itemConfig(env: Environment): ItemConfig {
  return loadConfig(schema, env);
}

export function stockSettings(config: ItemConfig): StockSettings {
  return {
    defaultStrategy: config.STOCK_STRATEGY,
    lockWithoutRedis: config.STOCK_LOCK_WITHOUT_REDIS,
    maxDrift: config.STOCK_MAX_DRIFT,
    driftSettleMs: config.STOCK_DRIFT_SETTLE_MS,
    driftCheckMs: config.STOCK_DRIFT_CHECK_MS,
    drainCheckMs: config.STOCK_DRAIN_CHECK_MS,
  };
}

export function windowSpan(config: ItemConfig): WindowSpan {
  return { sizeMs: config.STOCK_WINDOW_MS, graceMs: config.STOCK_WINDOW_GRACE_MS };
}
