import { type OrderId, parseId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { defineScript, isRedisAway } from '@rushgraph/redis';
import type { Redis } from 'ioredis';
import { loadOrderRows } from '../db/load-orders.ts';
import { customerPrefix, orderKey, orderPrefix, type PendingOrders } from './pending-orders.ts';

export interface SweepPendingDeps {
  readonly redis: Redis;
  readonly pending: Pick<PendingOrders, 'load' | 'end'>;
  readonly database: Database;
  readonly now: () => Date;
  /** About how many keys of Redis one turn passes over. Default 1,000: half a millisecond of Redis. */
  readonly keysPerTurn?: number;
}

/** Younger ones are about to be taken away by whoever settles them. */
const LEFT_OVER_AFTER_MS = 60_000;
/** Of one customer's list, in one turn. */
const MAX_LISTED = 100;

// The order's keys follow the customer's. An entry that comes at the same time writes both in one script, too.
const PRUNE = `
for i = 2, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 then redis.call('ZREM', KEYS[1], ARGV[i - 1]) end
end`;

/**
 * Takes away what dead workers left in Redis: entries of orders that have their rows, and ids of expired entries in the
 * lists of customers. Each call goes on where the last one ended; answers how many entries it took away.
 */
export function createSweepPending(deps: SweepPendingDeps): () => Promise<number> {
  const { redis, pending, database, now, keysPerTurn = 1_000 } = deps;
  const prune = defineScript(redis, { name: 'prune the list of a customer', lua: PRUNE, keys: 'any' });
  let cursor = '0';

  async function endLeftOvers(ids: readonly OrderId[], before: number): Promise<number> {
    const entries = await pending.load(ids);
    const old = [...entries.values()].filter(({ order }) => order.placedAt.getTime() <= before);
    const rows = await loadOrderRows(
      database,
      old.map(({ order }) => order.id),
    );
    const over = old.flatMap(({ order }) => (rows.has(order.id) ? [order] : []));
    await pending.end(over);
    return over.length;
  }

  async function pruneList(key: string, before: number): Promise<void> {
    const ids = await redis.zrangebyscore(key, '-inf', before, 'LIMIT', 0, MAX_LISTED);
    if (ids.length > 0) await prune([key, ...ids.map(orderKey)], ids);
  }

  return async () => {
    try {
      const [next, keys] = await redis.scan(cursor, 'MATCH', '{order}:pending*', 'COUNT', keysPerTurn);
      cursor = next;
      const before = now().getTime() - LEFT_OVER_AFTER_MS;
      const ids = keys.flatMap((key) => {
        const id = key.startsWith(orderPrefix) ? parseId<OrderId>(key.slice(orderPrefix.length)) : null;
        return id === null ? [] : [id];
      });
      await Promise.all(keys.filter((key) => key.startsWith(customerPrefix)).map((key) => pruneList(key, before)));
      return await endLeftOvers(ids, before);
    } catch (error) {
      // Nothing is left over in it, or it is swept when it is back.
      if (isRedisAway(error)) return 0;
      throw error;
    }
  };
}
