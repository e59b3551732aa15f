import { type ItemId, isId, type OrderId, type UserId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { PageStart } from '../list-orders/load-page.ts';
import { type Order, type OrderWithLines, type PendingOrder, unsoldLines } from '../order.ts';
import type { Placement } from '../place-order/order-engine.ts';

/** What is kept of an order until its row is in MySQL. */
export interface PendingEntry extends OrderWithLines<PendingOrder> {
  readonly inputHash: string;
  /** Whether Kafka has it; if not, whoever asks for the same order publishes it again. */
  readonly isPublished: boolean;
}

export interface PendingOrders {
  /**
   * Writes the order down unless it is there, and tells what is there now. One statement: of two that ask at once with
   * one key, the second sees what the first asked for. `attempt` names this try, for `withdraw`.
   */
  claim(placement: Placement, placedAt: Date, attempt: string): Promise<PendingEntry>;
  /** Kafka has the order: from now on it stays until it is settled. */
  markPublished(id: OrderId): Promise<void>;
  /** Takes an unpublished order away again, unless another try has taken it over. */
  withdraw(order: Pick<PendingOrder, 'id' | 'userId'>, attempt: string): Promise<void>;
  /** The orders have their rows. */
  end(orders: readonly Pick<PendingOrder, 'id' | 'userId'>[]): Promise<void>;
  load(ids: readonly OrderId[]): Promise<Map<OrderId, PendingEntry>>;
  /** A customer's pending orders, newest first; up to `limit` of them after `start`. */
  page(userId: UserId, limit: number, start?: PageStart): Promise<PendingEntry[]>;
}

/** A try that died before it published leaves no order behind for longer than this. */
const UNPUBLISHED_MS = 60_000;
const PUBLISHED_MS = 24 * 60 * 60 * 1_000;

const orderKey = (id: OrderId) => `order:pending:${id}`;
const customerKey = (id: UserId) => `order:pending-of:${id}`;

const stored = z.object({
  id: z.custom<OrderId>((value) => typeof value === 'string' && isId(value)),
  userId: z.custom<UserId>((value) => typeof value === 'string' && isId(value)),
  placedAt: z.iso.datetime().transform((text) => new Date(text)),
  lines: z.array(
    z.object({ itemId: z.custom<ItemId>((value) => typeof value === 'string'), quantity: z.int().positive() }),
  ),
});

const fields = z.tuple([z.string(), z.string().nullable(), z.string()]);
const READ = ['hash', 'published', 'order'] as const;

// Sent twice after a broken connection, each of these leaves what it left the first time.
const CLAIM = `
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'hash', ARGV[1], 'attempt', ARGV[2], 'order', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
elseif redis.call('HGET', KEYS[1], 'hash') == ARGV[1] and redis.call('HEXISTS', KEYS[1], 'published') == 0 then
  redis.call('HSET', KEYS[1], 'attempt', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return redis.call('HMGET', KEYS[1], 'hash', 'published', 'order')`;
const PUBLISHED = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'published', '1')
return redis.call('PEXPIRE', KEYS[1], ARGV[1])`;
const WITHDRAW = `
if redis.call('HGET', KEYS[1], 'attempt') ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'published') == 1 then return 0 end
return redis.call('DEL', KEYS[1])`;

/** The orders that Kafka has and MySQL does not yet have, readable at once. */
export function createPendingOrders(redis: Redis): PendingOrders {
  const claimScript = defineScript(redis, { name: 'claim order', lua: CLAIM, keys: 1, reply: fields });
  const publishedScript = defineScript(redis, {
    name: 'mark order published',
    lua: PUBLISHED,
    keys: 1,
    reply: z.int(),
  });
  const withdrawScript = defineScript(redis, { name: 'withdraw order', lua: WITHDRAW, keys: 1, reply: z.int() });

  async function load(ids: readonly OrderId[]): Promise<Map<OrderId, PendingEntry>> {
    const found = await Promise.all(ids.map((id) => redis.hmget(orderKey(id), ...READ)));
    const entries = found.flatMap(([hash, published, order]) =>
      hash && order ? [entryOf([hash, published ?? null, order])] : [],
    );
    return new Map(entries.map((entry) => [entry.order.id, entry]));
  }

  return {
    async claim({ id, userId, lines, inputHash }, placedAt, attempt) {
      const order = JSON.stringify({ id, userId, placedAt, lines });
      const entry = entryOf(await claimScript([orderKey(id)], [inputHash, attempt, order, UNPUBLISHED_MS]));
      const { placedAt: at } = entry.order;
      await Promise.all([
        redis.zadd(customerKey(userId), at.getTime(), id),
        redis.pexpire(customerKey(userId), PUBLISHED_MS),
      ]);
      return entry;
    },
    async markPublished(id) {
      await publishedScript([orderKey(id)], [PUBLISHED_MS]);
    },
    async withdraw({ id, userId }, attempt) {
      const removed = await withdrawScript([orderKey(id)], [attempt]);
      if (removed === 1) await redis.zrem(customerKey(userId), id);
    },
    async end(orders) {
      if (orders.length === 0) return;
      const pipeline = redis.pipeline();
      for (const { id, userId } of orders) pipeline.del(orderKey(id)).zrem(customerKey(userId), id);
      const failed = (await pipeline.exec())?.find(([error]) => error !== null);
      if (failed) throw failed[0];
    },
    load,
    async page(userId, limit, start) {
      const entries: PendingEntry[] = [];
      const newest = start?.placedAt.getTime() ?? '+inf';
      for (let offset = 0; entries.length < limit; offset += limit) {
        const ids = await redis.zrevrangebyscore(customerKey(userId), newest, '-inf', 'LIMIT', offset, limit);
        if (ids.length === 0) break;
        const loaded = await load(ids.map((id) => id as OrderId));
        for (const { order, ...entry } of loaded.values()) {
          if (start === undefined || isAfter(order, start)) entries.push({ order, ...entry });
        }
      }
      return entries.slice(0, limit);
    },
  };
}

/** Whether an order comes after the start of a page: older, or of the same instant with a smaller id. */
export function isAfter({ placedAt, id }: Pick<Order, 'id' | 'placedAt'>, start: PageStart): boolean {
  return placedAt < start.placedAt || (placedAt.getTime() === start.placedAt.getTime() && id < start.id);
}

function entryOf([inputHash, published, text]: readonly [string, string | null, string]): PendingEntry {
  const { lines, ...order } = stored.parse(JSON.parse(text));
  return {
    inputHash,
    isPublished: published !== null,
    order: pendingOrder(order),
    lines: unsoldLines(lines),
  };
}

/** An order as it is from its placement until it is settled. */
export function pendingOrder(facts: Pick<PendingOrder, 'id' | 'userId' | 'placedAt'>): PendingOrder {
  const { id, userId, placedAt } = facts;
  const unsettled = { settledAt: null, title: null, total: null, rejection: null };
  return { id, userId, placedAt, version: 1, status: 'PENDING', ...unsettled };
}
