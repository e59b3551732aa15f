import { join } from 'node:path';
import { topics } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { createOutbox, createProducer, createRelay } from '@rushgraph/messaging';
import {
  createOrderMetrics,
  createOutboxEngine,
  createPendingOrders,
  createStreamsEngine,
  type OrderEngine,
} from '@rushgraph/order/engines';
import { createOrderWorker } from '@rushgraph/order/worker';
import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { createClock, createIds, createMetrics } from '@rushgraph/service';
import { type BenchServers, root } from '../harness/bench-servers.ts';
import { type Started, startService } from '../harness/start-service.ts';
import { piecesTaken, placementOf, shelve } from './order-load.ts';
import type { OrderSystem } from './run-load.ts';

export const startOutboxSystem = (servers: BenchServers) => startOrderSystem(servers, 'outbox');
export const startStreamsSystem = (servers: BenchServers) => startOrderSystem(servers, 'streams');

/** One engine with the worker of both in this process, the item worker in another, as they are deployed. */
async function startOrderSystem(servers: BenchServers, engineName: OrderEngine['name']): Promise<OrderSystem> {
  const orders = await servers.database('order', join(root, 'subgraphs/order/migrations'));
  const items = await servers.database('item', join(root, 'subgraphs/item/migrations'));
  await shelve(items.database);
  await servers.topics(topics);
  const itemWorker = await startItemWorker(servers, items.url);
  const now = createClock();
  const newId = createIds(now);
  const metrics = createMetrics('order', { defaults: false });
  const orderMetrics = createOrderMetrics(metrics);
  const outbox = createOutbox({ source: 'order', newId, now, rows: 'batch' });
  const redis = createRedis({ url: servers.redisUrl, name: 'bench', logger: servers.logger });
  await pingRedis(redis);
  const pending = createPendingOrders(redis);
  let placed = 0;
  const producer = createProducer({ kafka: servers.kafka, logger: servers.logger, lingerMs: 0 });
  const group = { groupWaitMs: 1, maxGroup: 250, maxQueued: 10_000, maxInFlight: 2 };
  const parts = { database: orders.database, newId, now, logger: servers.logger, metrics: orderMetrics };
  const engine: OrderEngine =
    engineName === 'outbox'
      ? createOutboxEngine({
          ...parts,
          outbox,
          settings: { ...group, checkAfterMs: 5_000, commitTimeoutMs: 10_000 },
        })
      : createStreamsEngine({
          ...parts,
          producer,
          pending,
          settings: {
            ...group,
            topicPrefix: servers.topicPrefix,
            publishTimeoutMs: 10_000,
            checkTimeoutMs: 5_000,
          },
        });
  const instanceId = `bench-${process.pid}`;
  const relay = createRelay({
    database: orders.database,
    outbox,
    kafka: servers.kafka,
    topicPrefix: servers.topicPrefix,
    instanceId,
    logger: servers.logger,
    metrics,
  });
  const worker = createOrderWorker({
    database: orders.database,
    outbox,
    pending,
    kafka: servers.kafka,
    fetchReservation: () => Promise.reject(new Error('no order may become overdue here')),
    now,
    logger: servers.logger,
    metrics,
    orderMetrics,
    settings: {
      topicPrefix: servers.topicPrefix,
      groupPrefix: servers.topicPrefix,
      instanceId,
      parkedGraceMs: 60_000,
      keyDays: 30,
      reconciliation: {
        everyMs: 1_000,
        checkAfterMs: 60_000,
        retryAfterMs: 60_000,
        giveUpAfterMs: 600_000,
        giveUpUnheardAfterMs: 600_000,
        leaseMs: 60_000,
        batchSize: 20,
      },
    },
    onFatal: (error) => {
      throw error;
    },
  });
  await relay.start();
  await worker.start();
  return {
    name: `${engineName} engine`,
    pids: [...servers.pids, itemWorker.pid],
    async place(index) {
      const outcome = await engine.place(placementOf(index));
      if (outcome.kind !== 'placed') throw new Error(`Order ${index} was not placed: ${outcome.kind}`);
      placed++;
    },
    // Each order has one result, and what was done with it is committed with the offset: cheap to ask, and exact.
    allFinal: async () => (await resultsTaken(orders.database)) === placed,
    progress: () => resultsTaken(orders.database),
    finalTimes: () => finalTimes(orders.database),
    async verify(expected) {
      const confirmed = await count(orders.database, "status = 'CONFIRMED'");
      const taken = await piecesTaken(items.database);
      if (confirmed !== expected || taken !== 2 * expected) {
        throw new Error(`${confirmed} of ${expected} orders are confirmed, ${taken} pieces were taken`);
      }
    },
    async stop() {
      await engine.stop();
      await worker.stop();
      await relay.stop();
      await itemWorker.stop();
      await producer.stop();
      await closeRedis(redis);
    },
  };
}

function startItemWorker(servers: BenchServers, mysqlUrl: string): Promise<Started> {
  return startService(servers, 'subgraphs/item', { ROLES: 'worker', MYSQL_URL: mysqlUrl });
}

async function resultsTaken(database: Database): Promise<number> {
  const [row] = await database.rows<{ n: string | null }>('SELECT SUM(next_offset) AS n FROM consumer_offset');
  return Number(row?.n ?? 0);
}

async function count(database: Database, condition: string): Promise<number> {
  const [row] = await database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM orders WHERE ${condition}`);
  return row?.n ?? 0;
}

async function finalTimes(database: Database) {
  const rows = await database.rows<{ placed_at: Date; settled_at: Date }>(
    'SELECT placed_at, settled_at FROM orders WHERE settled_at IS NOT NULL ORDER BY placed_at',
  );
  return rows.map((row) => ({ placedAt: row.placed_at.getTime(), settledAt: row.settled_at.getTime() }));
}
