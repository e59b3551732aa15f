import { join } from 'node:path';
import {
  deriveId,
  type ItemId,
  type OrderId,
  orderReleased,
  orderRequested,
  stockDelta,
  stockDeltaLate,
  stockResult,
  topics,
} from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { anItem } from '@rushgraph/finding/an-item';
import type { Viewer } from '@rushgraph/identity';
import { createHealth, createMetrics } from '@rushgraph/service';
import { executeSubgraph, fixedClock, seededIds, silentLogger, testDatabase, testViewerKey } from '@rushgraph/testkit';
import { buildItemApp } from '../src/app.ts';
import { insertItems } from '../src/register-item/insert-items.ts';
import type { RequestBacklog } from '../src/show-reservation/request-backlog.ts';
import { createStockView, type StockView } from '../src/show-stock/stock-view.ts';

const events = [orderRequested, orderReleased, stockResult, stockDelta, stockDeltaLate];
/** The topics that the item service reads and writes, and their dead letters. */
export const itemTopics = topics.filter(({ name }) => events.some(({ topic }) => name.startsWith(topic)));

export const item = (name: string) => deriveId<ItemId>('item', name);
export const order = (name: string) => deriveId<OrderId>('order', name);

/** One order's wish, by the names of the items. */
export function request(name: string, wanted: Record<string, number>) {
  return {
    orderId: order(name),
    lines: Object.entries(wanted).map(([of, quantity]) => ({ itemId: item(of), quantity })),
  };
}

const nothingHeld = { mayHold: async () => false };

interface TestAppOptions {
  readonly database: Database;
  readonly clock: () => Date;
  /** Default: without gates, stock being kept by merge. */
  readonly stock?: StockView;
  /** Default: an order that was not decided has no request anywhere. */
  readonly backlog?: Pick<RequestBacklog, 'mayHold'>;
}

/** The item service's server, with the clock of a test. */
export function testItemApp({ database, clock, stock, backlog = nothingHeld }: TestAppOptions) {
  const logger = silentLogger();
  return buildItemApp({
    database,
    stock: stock ?? createStockView({ database, defaultStrategy: 'merge', gates: null, now: clock, logger }),
    backlog,
    newId: seededIds(1, clock),
    now: clock,
    currency: 'KRW',
    viewerKey: testViewerKey,
    introspection: true,
    api: true,
    logger,
    health: createHealth({ now: clock }),
    metrics: createMetrics('item', { defaults: false }),
    // Tokens of test calls are signed by the real clock.
    signedAt: () => new Date(),
  });
}

/** A fresh database with the tables of the item service, and its server. */
export async function itemFixture() {
  const { database, url, drop } = await testDatabase(join(import.meta.dirname, '..', 'migrations'));
  const clock = fixedClock('2026-03-01T12:00:00.000Z');
  const app = await testItemApp({ database, clock });
  return {
    database,
    url,
    clock,
    app,
    graph: <T>(viewer: Viewer, query: string, variables: Readonly<Record<string, unknown>> = {}) =>
      executeSubgraph<T>(app, { service: 'item', query, variables, viewer }),
    /** Puts an item on the shelf, with its ledger. */
    async shelve(name: string, stock: number, price = 1_000): Promise<ItemId> {
      const id = item(name);
      const shelved = anItem({ id, name, price: { amount: price, currency: 'KRW' }, stock, createdAt: clock() });
      await database.transaction((tx) => insertItems(tx, [shelved], clock()));
      return id;
    },
    async stockOf(name: string): Promise<number> {
      const [row] = await database.rows<{ stock: number }>('SELECT stock FROM item WHERE id = ?', [item(name)]);
      return row?.stock ?? Number.NaN;
    },
    /** Items whose stock is not the sum of their ledger: must be none, always. */
    imbalances: () => imbalances(database),
    async count(table: string): Promise<number> {
      const [row] = await database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
      return row?.n ?? 0;
    },
    async empty(): Promise<void> {
      for (const table of ['item', 'item_suffix', 'stock_ledger', 'reservation', 'idempotency_key', 'outbox'])
        await database.run(`DELETE FROM ${table}`);
    },
    async drop() {
      await app.close();
      await drop();
    },
  };
}

export type ItemFixture = Awaited<ReturnType<typeof itemFixture>>;

async function imbalances(database: Database): Promise<unknown[]> {
  return database.rows(
    `SELECT item.id, stock, COALESCE(SUM(quantity), 0) AS total FROM item LEFT JOIN stock_ledger ON item_id = item.id
     GROUP BY item.id, stock HAVING stock <> total`,
  );
}
