import type { ItemId, OrderId } from '@rushgraph/contracts';
import { createDatabase, isRetryable, type Tx } from '@rushgraph/database';
import type { Viewer } from '@rushgraph/identity';
import { createOutbox } from '@rushgraph/messaging';
import { createFencedLock, createRedis, type FencedLock } from '@rushgraph/redis';
import { createMetrics } from '@rushgraph/service';
import { eventually, executeSubgraph, seededIds, silentLogger, testRedis } from '@rushgraph/testkit';
import { lockItems } from '../src/db/item-rows.ts';
import { changeStrategy, finishDrains, type Scope } from '../src/keep-stock/choose/change-strategy.ts';
import { type ChosenKeeper, createChosenKeeper } from '../src/keep-stock/choose/choose-keeper.ts';
import type { StockKeeper, StockRequest } from '../src/keep-stock/decide/stock-keeper.ts';
import type { Strategy } from '../src/keep-stock/decide/strategies.ts';
import { moveStock, writeLedger } from '../src/keep-stock/decide/write-changes.ts';
import { createLockKeeper } from '../src/keep-stock/lock/lock-keeper.ts';
import { createMergeKeeper } from '../src/keep-stock/merge/merge-keeper.ts';
import { createDriftCheck } from '../src/keep-stock/window/check-drift.ts';
import { loadLeft } from '../src/keep-stock/window/gate-rows.ts';
import { createGateRebuilder } from '../src/keep-stock/window/rebuild-gate.ts';
import { createStockGate, type StockGate } from '../src/keep-stock/window/stock-gate.ts';
import { createWindowKeeper } from '../src/keep-stock/window/window-keeper.ts';
import { createStockView } from '../src/show-stock/stock-view.ts';
import { item, itemFixture, order, testItemApp } from './item-fixture.ts';

type Deciding = Pick<ChosenKeeper, 'decide'>;

interface WindowFixtureOptions {
  /** The choice for all items. Default `window`. */
  readonly defaultStrategy?: Strategy;
  readonly maxDrift?: number;
}

/** The item service's tables, Redis with gates, and keepers that decide on 32 connections. */
export async function windowFixture({ defaultStrategy = 'window', maxDrift = 5 }: WindowFixtureOptions = {}) {
  const shop = await itemFixture();
  const server = await testRedis();
  const rival = createDatabase({ url: shop.url, connectionLimit: 32 });
  const { clock } = shop;
  const logger = silentLogger();
  const metrics = createMetrics('item', { defaults: false });
  const outbox = createOutbox({ source: 'item', newId: seededIds(9, clock), now: clock });

  /** Keepers that believe this gate, and find locks away when told so. */
  function keepersOf(gate: StockGate, locksAreAway = () => false) {
    const rebuilder = createGateRebuilder({ database: rival, gate, defaultStrategy, now: clock, logger, metrics });
    const deps = { gate, outbox, rebuilder, logger };
    const window = createWindowKeeper(deps);
    const merge = createMergeKeeper();
    const fencedLock = createFencedLock({ redis: server.redis, logger, waitMs: 20_000 });
    const awayLock = createFencedLock({ redis: away, logger });
    const someLock: FencedLock = {
      acquire: (keys) => (locksAreAway() ? awayLock : fencedLock).acquire(keys),
      raise: (tokens) => (locksAreAway() ? awayLock : fencedLock).raise(tokens),
    };
    const lock = createLockKeeper({ lock: someLock, merge, whenRedisIsAway: 'refuse', logger });
    const chosen = createChosenKeeper({ ...deps, keepers: { merge, window, lock }, defaultStrategy });
    const checkDrift = createDriftCheck({
      database: rival,
      gate,
      rebuilder,
      bounds: { maxDrift, settleMs: 30_000 },
      now: clock,
      logger,
      metrics,
    });
    return { rebuilder, window, merge, chosen, checkDrift };
  }

  const away = createRedis({ url: 'redis://127.0.0.1:1', name: 'away', logger });
  const gate = createStockGate(server.redis);
  const keepers = keepersOf(gate);
  const apis: ReturnType<typeof testItemApp>[] = [];

  /** The API with this gate, and what it warns of. */
  async function apiOf(believed: StockGate) {
    const warnings: string[] = [];
    const stock = createStockView({
      database: rival,
      defaultStrategy,
      gates: { gate: believed, rebuilder: keepersOf(believed).rebuilder },
      now: clock,
      logger: { warn: (_fields: unknown, text?: string) => void warnings.push(text ?? '') },
    });
    const api = testItemApp({ database: rival, clock, stock });
    apis.push(api);
    const app = await api;
    return {
      warnings,
      graph: <T>(viewer: Viewer, query: string, variables: Readonly<Record<string, unknown>> = {}) =>
        executeSubgraph<T>(app, { service: 'item', query, variables, viewer }),
    };
  }

  return {
    ...shop,
    ...keepers,
    keepersOf,
    apiOf,
    gate,
    /** A gate on a Redis that is not there. */
    awayGate: createStockGate(away),
    metrics,
    rival,
    /** Redis forgets everything. */
    wipe: () => server.flush(),
    redis: server.redis,
    decideOnce: (requests: readonly StockRequest[], keeper: Deciding = keepers.chosen) =>
      rival.transaction((tx) => keeper.decide(tx, requests, clock()), { retries: 0 }),
    decide: (requests: readonly StockRequest[], keeper: Deciding = keepers.chosen) =>
      untilTaken(() => rival.transaction((tx) => keeper.decide(tx, requests, clock()), { retries: 0 })),
    release: (names: readonly string[], keeper: Pick<StockKeeper, 'release'> = keepers.chosen) => {
      const releases = names.map((name) => ({ orderId: order(name), reason: 'CANCELLED' as const }));
      return untilTaken(() => rival.transaction((tx) => keeper.release(tx, releases, clock()), { retries: 0 }));
    },
    /** What is left by the gate and by MySQL; after a commit the gate is told by and by. */
    async leftOf(name: string) {
      const state = (await gate.read([item(name)])).get(item(name));
      return {
        gate: state?.isOpen ? state.quantity : null,
        mysql: (await loadLeft(rival, [item(name)])).get(item(name)),
      };
    },
    async epochOf(name: string): Promise<number | undefined> {
      const [row] = await rival.rows<{ epoch: number }>('SELECT epoch FROM stock_gate WHERE item_id = ?', [item(name)]);
      return row?.epoch;
    },
    choose: (scope: Scope, strategy: Strategy) =>
      changeStrategy(rival, { scope, strategy, defaultStrategy, now: clock() }),
    finishDrains: () => finishDrains(rival, defaultStrategy, clock),
    /** As windows do in the end: all that is in flight lands. */
    land: (): Promise<void> => rival.transaction(land, { retries: 50 }),
    async reset(): Promise<void> {
      await keepers.rebuilder.idle();
      await shop.empty();
      for (const table of ['stock_delta', 'stock_gate', 'stock_strategy', 'stock_waiting'])
        await rival.run(`DELETE FROM ${table}`);
      await server.flush();
    },
    async drop(): Promise<void> {
      await keepers.rebuilder.idle();
      for (const api of apis) await (await api).close();
      away.disconnect();
      await rival.close();
      await server.drop();
      await shop.drop();
    },
  };
}

export type WindowFixture = Awaited<ReturnType<typeof windowFixture>>;

/** As a consumer does: a batch that has to wait comes again, any other failure is told at once. */
async function untilTaken<T>(work: () => Promise<T>): Promise<T> {
  const outcome = await eventually(() =>
    work().then(
      (value) => ({ value }),
      (error: unknown) => {
        if (isRetryable(error)) throw error;
        return { error };
      },
    ),
  );
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

let landings = 0;

async function land(tx: Tx): Promise<void> {
  const deltas = await tx.rows<{ item_id: ItemId; order_id: OrderId; cause: string; quantity: number }>(
    "SELECT item_id, order_id, cause, quantity FROM stock_delta WHERE state <> 'COUNTED' FOR UPDATE",
  );
  for (const [itemId, own] of [...Map.groupBy(deltas, ({ item_id }) => item_id)].sort()) {
    const quantity = own.reduce((sum, delta) => sum + delta.quantity, 0);
    const balanceAfter = ((await lockItems(tx, [itemId])).get(itemId)?.stock ?? 0) + quantity;
    const entry = { itemId, quantity, cause: 'WINDOW', reference: `landing ${landings++}`, balanceAfter } as const;
    await writeLedger(tx, [entry], new Date());
    await moveStock(tx, [entry]);
    await tx.run("UPDATE stock_delta SET state = 'COUNTED' WHERE item_id = ? AND (order_id, cause) IN (?)", [
      itemId,
      own.map(({ order_id, cause }) => [order_id, cause]),
    ]);
  }
}
