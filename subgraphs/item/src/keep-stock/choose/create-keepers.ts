import type { Database } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { createFencedLock } from '@rushgraph/redis';
import type { Logger, Metrics, RepeatOptions } from '@rushgraph/service';
import type { Redis } from 'ioredis';
import type { Strategy } from '../decide/strategies.ts';
import { createLockKeeper, type LockKeeperDeps } from '../lock/lock-keeper.ts';
import { createMergeKeeper } from '../merge/merge-keeper.ts';
import { createDriftCheck } from '../window/check-drift.ts';
import { GateUnavailable } from '../window/gate-unavailable.ts';
import { createGateRebuilder, type GateRebuilder } from '../window/rebuild-gate.ts';
import { createStockGate, type StockGate } from '../window/stock-gate.ts';
import { createWindowKeeper } from '../window/window-keeper.ts';
import { finishDrains } from './change-strategy.ts';
import { type ChosenKeeper, createChosenKeeper } from './choose-keeper.ts';

export interface StockSettings {
  /** The strategy of all items until another is chosen. */
  readonly defaultStrategy: Strategy;
  /** What becomes of orders of locked items while Redis is away. */
  readonly lockWithoutRedis: LockKeeperDeps['whenRedisIsAway'];
  /** Pieces that a gate may be apart from MySQL. */
  readonly maxDrift: number;
  /** How long a gate may be apart from MySQL while nothing happens. */
  readonly driftSettleMs: number;
  /** Between two comparisons of gates with MySQL, and between two looks whether gates are drained. */
  readonly driftCheckMs: number;
  readonly drainCheckMs: number;
}

export interface KeepersDeps {
  readonly database: Database;
  /** Only gates and locks need it; what is merged does not notice when it is away. */
  readonly redis: Redis;
  readonly outbox: Outbox;
  readonly settings: StockSettings;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Keepers {
  /** Keeps each item by the strategy that is chosen for it. */
  readonly keeper: ChosenKeeper;
  readonly gate: StockGate;
  readonly rebuilder: GateRebuilder;
  /** What workers do beside deciding orders, again and again. */
  readonly upkeep: readonly Omit<RepeatOptions, 'logger'>[];
}

/** All strategies of stock, and what goes with them. */
export function createKeepers({ database, redis, outbox, settings, now, logger, metrics }: KeepersDeps): Keepers {
  const { defaultStrategy, lockWithoutRedis, maxDrift, driftSettleMs, driftCheckMs, drainCheckMs } = settings;
  const gate = createStockGate(redis);
  const rebuilder = createGateRebuilder({ database, gate, defaultStrategy, now, logger, metrics });
  const deps = { gate, outbox, rebuilder, logger };
  const merge = createMergeKeeper();
  const lock = createLockKeeper({
    lock: createFencedLock({ redis, logger }),
    merge,
    whenRedisIsAway: lockWithoutRedis,
    logger,
  });
  const checkDrift = createDriftCheck({
    database,
    gate,
    rebuilder,
    bounds: { maxDrift, settleMs: driftSettleMs },
    now,
    logger,
    metrics,
  });
  return {
    keeper: createChosenKeeper({
      ...deps,
      keepers: { merge, lock, window: createWindowKeeper(deps) },
      defaultStrategy,
    }),
    gate,
    rebuilder,
    upkeep: [
      { name: 'comparing stock gates', everyMs: driftCheckMs, work: () => whenRedisIsThere(checkDrift, logger) },
      {
        name: 'ending changes of the stock strategy',
        everyMs: drainCheckMs,
        work: async () => {
          await finishDrains(database, defaultStrategy, now);
          return false;
        },
      },
    ],
  };
}

/** While Redis is away there is nothing to compare; its connection has said so. */
async function whenRedisIsThere(work: () => Promise<void>, logger: Logger): Promise<false> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof GateUnavailable)) throw error;
    logger.debug({ err: error }, 'could not compare stock gates with MySQL while Redis is away');
  }
  return false;
}
