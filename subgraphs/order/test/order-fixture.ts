import { fileURLToPath } from 'node:url';
import { deriveId, type ItemId, type OrderId, orderUpdated, type StockResult, type UserId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { createOutbox, type NewEvent, type Outbox } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { type FixedClock, fixedClock, seededIds, silentLogger, testDatabase, testRedis } from '@rushgraph/testkit';
import type { Redis } from 'ioredis';
import type { OrderReader } from '../src/order/order-reader.ts';
import type { OrderEngine, Placement } from '../src/order/placement.ts';
import { createOrderMetrics, type OrderMetrics } from '../src/order-metrics.ts';
import { createPendingOrders, type PendingOrders } from '../src/pending-orders/pending-orders.ts';
import { createOutboxEngine, type OutboxEngineSettings } from '../src/place-order/outbox-engine.ts';
import { hashPlacement } from '../src/place-order/validate-placement.ts';
import { createOrderReader } from '../src/read-orders/read-orders.ts';
import type { Decision } from '../src/settle-order/decide/decide-settlement.ts';
import { noRequests } from '../src/settle-order/find-orders.ts';
import { settleOrder } from '../src/settle-order/settle-order.ts';
import { createOrderFeed, type OrderFeed } from '../src/watch-order/order-feed.ts';

const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

export const user = (name: string) => deriveId<UserId>('user', name);
export const item = (name: string) => deriveId<ItemId>('item', name);
export const won = (amount: number) => ({ amount, currency: 'KRW' as const });

export interface RecordedEvent extends NewEvent {
  /** The payload as a value; null is a tombstone. */
  readonly data: Record<string, unknown> | null;
}

export interface OrderFixture {
  readonly database: Database;
  readonly url: string;
  /** Empty, and this file's alone. */
  readonly redis: Redis;
  readonly pending: PendingOrders;
  readonly reader: OrderReader;
  readonly feed: OrderFeed;
  readonly clock: FixedClock;
  readonly outbox: Outbox;
  readonly metrics: OrderMetrics;
  /** Events of committed transactions, in the order of their commits. */
  readonly events: RecordedEvent[];
  /** Their types; a tombstone is marked †. */
  kinds(): string[];
  engine(settings?: Partial<OutboxEngineSettings>, outbox?: Outbox): OrderEngine;
  /** Settles an order that has a row, as a stock result that was looked up does. */
  settle(result: StockResult): Promise<Decision['kind']>;
  /** How many rows a table holds. */
  count(table: string): Promise<number>;
  drop(): Promise<void>;
}

/** Which orders were told of as which version; that is told again when a request comes after the end. */
export function settledOf(events: readonly RecordedEvent[]): ReadonlySet<string> {
  const updates = events.filter(({ topic }) => topic === orderUpdated.topic);
  return new Set(updates.map(({ key, sequence, data }) => `${key} ${sequence} ${data?.status}`));
}

/** A fresh database with the tables of the order service, and engines on it. */
export async function orderFixture(): Promise<OrderFixture> {
  const { database, url, drop } = await testDatabase(migrations);
  const { redis, drop: dropRedis } = await testRedis();
  const pending = createPendingOrders(redis);
  const clock = fixedClock('2026-03-01T12:00:00.000Z');
  const events: RecordedEvent[] = [];
  const allMetrics = createMetrics('order', { defaults: false });
  const metrics = createOrderMetrics(allMetrics);
  const reader = createOrderReader({ database, pending, logger: silentLogger() });
  const real = createOutbox({ source: 'order', newId: seededIds(1, clock), now: clock });
  const outbox: Outbox = {
    ...real,
    async record(tx, recorded) {
      await real.record(tx, recorded);
      tx.onCommit(() => {
        events.push(...recorded.map(decode));
      });
    },
  };
  let engines = 1;
  return {
    database,
    url,
    redis,
    pending,
    reader,
    feed: createOrderFeed({ reader, metrics: allMetrics }),
    clock,
    outbox,
    metrics,
    events,
    kinds: () => events.map(({ type, data }) => (data === null ? `${type} †` : type)),
    engine(settings, engineOutbox = outbox) {
      engines += 1;
      return createOutboxEngine({
        database,
        outbox: engineOutbox,
        newId: seededIds(engines, clock),
        now: clock,
        metrics,
        settings: {
          groupWaitMs: 1,
          maxGroup: 100,
          maxQueued: 1_000,
          maxInFlight: 2,
          checkAfterMs: 5_000,
          commitTimeoutMs: 10_000,
          ...settings,
        },
      });
    },
    settle: (result) => settleOrder({ database, outbox }, noRequests, { kind: 'stock-result', result }, clock()),
    async count(table) {
      const [row] = await database.rows<{ rows: number }>(`SELECT COUNT(*) AS \`rows\` FROM ${table}`);
      return row?.rows ?? 0;
    },
    async drop() {
      await dropRedis();
      await drop();
    },
  };
}

function decode(recorded: NewEvent): RecordedEvent {
  return { ...recorded, data: recorded.payload === null ? null : JSON.parse(recorded.payload) };
}

/** A placement as the API makes it. */
export function placement(
  customer: string,
  key: string,
  lines: Record<string, number> = { pen: 2, ink: 1 },
): Placement {
  const wanted = Object.entries(lines).map(([name, quantity]) => ({ itemId: item(name), quantity }));
  return {
    id: orderId(customer, key),
    userId: user(customer),
    lines: wanted,
    inputHash: hashPlacement({ lines: wanted, idempotencyKey: key }),
    traceparent: undefined,
  };
}

export function orderId(customer: string, key: string): OrderId {
  return deriveId<OrderId>('order', user(customer), key);
}

const decidedAt = '2026-03-01T12:00:00.100Z';

/** All lines of a placement reserved: the item's name as name, 1,000 times its position (from 1) as price. */
export function reserved({ id, lines }: Placement): StockResult {
  const sold = lines.map(({ itemId, quantity }, index) => ({
    itemId,
    quantity,
    name: `Item ${index + 1}`,
    unitPrice: won(1_000 * (index + 1)),
  }));
  return { outcome: 'RESERVED', orderId: id, lines: sold, decidedAt };
}

export function refused(
  { id, lines }: Placement,
  reason: 'SOLD_OUT' | 'UNKNOWN_ITEM' | 'RELEASED' = 'SOLD_OUT',
): StockResult {
  return { outcome: 'REFUSED', orderId: id, reason, itemIds: lines.slice(0, 1).map(({ itemId }) => itemId), decidedAt };
}
