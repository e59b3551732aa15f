import type { OrderRequested } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { defineScript, isRedisAway } from '@rushgraph/redis';
import type { Table } from '@rushgraph/streams';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { loadOrderRows } from '../db/load-orders.ts';
import { keysOf, type PendingOrders, PUBLISHED_MS, storedEntry } from './pending-orders.ts';

export interface RestorePendingDeps {
  readonly redis: Redis;
  readonly pending: Pick<PendingOrders, 'end'>;
  readonly database: Database;
  /** The table of pending orders. */
  readonly table: Pick<Table<OrderRequested>, 'partitions' | 'rows'>;
  /** Different for every process. */
  readonly instanceId: string;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Orders in one call. Everybody else waits meanwhile: a script that issues 500 coupons holds Redis for 2.6 ms. */
const BATCH = 200;
const WHOLE = 'whole';
const markOf = (partition: number) => `{order}:pending-view:${partition}`;

// An entry that is there is newer than the table, or the same. Run twice, it leaves what it left the first time.
const RESTORE = `
for i = 1, #KEYS / 2 do
  local order, customer, first = KEYS[2 * i - 1], KEYS[2 * i], 4 * i - 2
  local id, hash, at, text = ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3]
  if redis.call('EXISTS', order) == 0 then
    redis.call('HSET', order, 'hash', hash, 'published', '1', 'order', text, 'at', at)
    redis.call('PEXPIRE', order, ARGV[1])
  end
  redis.call('ZADD', customer, redis.call('HGET', order, 'at'), id)
  redis.call('PEXPIRE', customer, ARGV[1])
end`;
/** What was restored before Redis was emptied once more is not there: only an attempt that nothing came between counts. */
const FINISH = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end`;

/**
 * Puts the pending orders of the partitions that are ours back into Redis when Redis has lost them, which a mark for each
 * partition tells; answers how many. Orders with a row need no entry.
 */
export function createRestorePending(deps: RestorePendingDeps): () => Promise<number> {
  const { redis, table, logger } = deps;
  let attempts = 0;
  const restore = defineScript(redis, { name: 'restore orders', lua: RESTORE, keys: 'any' });
  const finish = defineScript(redis, { name: 'finish restoring orders', lua: FINISH, keys: 1 });

  async function restorePartition(partition: number): Promise<number> {
    const attempt = `${deps.instanceId}-${++attempts}`;
    await redis.set(markOf(partition), attempt);
    const requests = [...table.rows(partition)].map(({ value }) => value);
    let restored = 0;
    for (let start = 0; start < requests.length; start += BATCH) {
      restored += await restoreBatch(requests.slice(start, start + BATCH));
    }
    await finish([markOf(partition)], [attempt, WHOLE]);
    return restored;
  }

  async function restoreBatch(requests: readonly OrderRequested[]): Promise<number> {
    const missing = await withoutRow(requests);
    if (missing.length === 0) return 0;
    const values = missing.flatMap(({ orderId, userId, inputHash, requestedAt, lines }) => {
      const placedAt = new Date(requestedAt);
      return [orderId, inputHash, placedAt.getTime(), storedEntry({ id: orderId, userId, placedAt, lines })];
    });
    await restore(keysOf(missing.map(owned)), [PUBLISHED_MS, ...values]);
    // One that was settled in between was ended before it was there.
    const left = new Set(await withoutRow(missing));
    await deps.pending.end(missing.filter((request) => !left.has(request)).map(owned));
    return left.size;
  }

  async function withoutRow(requests: readonly OrderRequested[]): Promise<OrderRequested[]> {
    const rows = await loadOrderRows(
      deps.database,
      requests.map(({ orderId }) => orderId),
    );
    return requests.filter(({ orderId }) => !rows.has(orderId));
  }

  return async () => {
    const partitions = table.partitions();
    if (partitions.length === 0) return 0;
    try {
      const marks = await redis.mget(partitions.map(markOf));
      let restored = 0;
      for (const [index, partition] of partitions.entries()) {
        if (marks[index] !== WHOLE) restored += await restorePartition(partition);
      }
      if (restored > 0)
        logger.warn({ orders: restored }, 'Redis had lost pending orders; they were restored from Kafka');
      return restored;
    } catch (error) {
      // There is nothing to put them into. Whoever reads says so, too.
      if (isRedisAway(error)) return 0;
      throw error;
    }
  };
}

function owned({ orderId, userId }: OrderRequested) {
  return { id: orderId, userId };
}
