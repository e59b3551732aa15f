import { type Database, isStoreAtFault } from '@rushgraph/database';
import { createBreaker, DEFAULT_SETTINGS } from '@rushgraph/resilience';
import type { Logger, Metrics } from '@rushgraph/service';

export interface DatabaseHealth {
  /** False while too many statements have failed lately: what is issued could not be written. */
  isHealthy(): boolean;
  /** Does work on the database, unless the breaker is open. */
  guarded<T>(work: () => Promise<T>): Promise<T>;
  /** A statement that costs nothing, so that a silent database is noticed before there is anything to write. */
  probe(): Promise<void>;
}

/** Few and quick: a second without the database is enough to stop issuing. */
const SETTINGS = {
  ...DEFAULT_SETTINGS,
  windowCalls: 10,
  minimumCalls: 2,
  failurePercent: 50,
  openMs: 1_000,
  trialCalls: 1,
  slowAfterMs: 5_000,
};
const PROBE_LIMIT_MS = 2_000;

/** The breaker between the queue and MySQL. */
export function createDatabaseHealth(database: Database, logger: Logger, metrics: Metrics): DatabaseHealth {
  const breaker = createBreaker({
    name: 'mysql',
    settings: SETTINGS,
    isFailure: isStoreAtFault,
    logger,
    registry: metrics.registry,
  });
  const limited = database.within(PROBE_LIMIT_MS);
  return {
    isHealthy: () => breaker.state === 'closed',
    guarded: (work) => breaker.execute(work),
    async probe() {
      // How it ended is for the breaker to know, which also says so when that changes anything.
      await breaker.execute(() => limited.rows('SELECT 1')).catch(() => undefined);
    },
  };
}
