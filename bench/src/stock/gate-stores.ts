import { once } from 'node:events';
import type { Database } from '@rushgraph/database';
import { createGateRebuilder, createStockGate, type GateRebuilder, type StockGate } from '@rushgraph/item/stock';
import { closeRedis, createRedis } from '@rushgraph/redis';
import { createMetrics } from '@rushgraph/service';
import type { BenchServers } from '../harness/bench-servers.ts';
import { items, STOCK } from './shelves.ts';

export interface GateStores {
  readonly gate: StockGate;
  readonly rebuilder: GateRebuilder;
  /** Throws unless this many pieces have passed the gates. */
  verify(taken: number): Promise<void>;
  close(): Promise<void>;
}

/** An open gate for every item, filled from the database. */
export async function openGates(servers: BenchServers, database: Database): Promise<GateStores> {
  const { logger } = servers;
  const redis = createRedis({ url: servers.redisUrl, name: 'bench', logger });
  await once(redis, 'ready');
  const gate = createStockGate(redis);
  const rebuilder = createGateRebuilder({
    database,
    gate,
    defaultStrategy: 'window',
    now: () => new Date(),
    // It warns of every gate that it opens.
    logger: logger.child({}, { level: 'error' }),
    metrics: createMetrics('bench', { defaults: false }),
  });
  const keys = items.map((itemId) => `{stock}:gate:${itemId}`);
  await redis.unlink(keys);
  for (const itemId of items) await rebuilder.rebuildLost(itemId);
  return {
    gate,
    rebuilder,
    async verify(taken) {
      const states = [...(await gate.read(items)).values()];
      const gone = states.reduce((sum, { quantity }) => sum + STOCK - quantity, 0);
      if (gone !== taken) throw new Error(`${gone} pieces have passed the gates instead of ${taken}`);
    },
    async close() {
      await rebuilder.idle();
      await redis.unlink(keys);
      await closeRedis(redis);
    },
  };
}
