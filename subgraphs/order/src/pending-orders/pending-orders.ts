import { type ItemId, isId, type OrderId, parseId, timestampOf, type UserId } from '@rushgraph/contracts';
import { defineScript } from '@rushgraph/redis';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type OrderWithLines, type PendingOrder, pendingOrder, unsoldLines } from '../order/order.ts';
import { isAfter, type PageStart } from '../order/page-start.ts';
import type { Placement } from '../order/placement.ts';

/** What is kept of an order until its row is in MySQL. */
export interface PendingEntry extends OrderWithLines<PendingOrder> {
  readonly inputHash: string;
  /** Whether Kafka has it; if not, whoever asks for the same order publishes it again. */
  readonly isPublished: boolean;
}

export interface PendingOrders {
  /**
   * Writes orders down, one after the other, unless they are there, and tells what is there now. One script: of two that
   * ask at once with one key, the second sees what the first asked for. `attempt` names this try, for `withdraw`.
   */
  register(placements: readonly Placement[], now: Date, attempt: string): Promise<PendingEntry[]>;
  /** Kafka has the orders: from now on they stay until they are settled. */
  markPublished(ids: readonly OrderId[]): Promise<void>;
  /** Takes unpublished orders away again, unless another try has taken them over. */
  withdraw(orders: readonly Owned[], attempt: string): Promise<void>;
  /** The orders have their rows. */
  end(orders: readonly Owned[]): Promise<void>;
  load(ids: readonly OrderId[]): Promise<Map<OrderId, PendingEntry>>;
  /** A customer's pending orders, newest first; up to `limit` of them after `start`. */
  page(userId: UserId, limit: number, start?: PageStart): Promise<PendingEntry[]>;
}

type Owned = Pick<PendingOrder, 'id' | 'userId'>;

/** A try that died before it published leaves no order behind for longer than this. */
const UNPUBLISHED_MS = 60_000;
export const PUBLISHED_MS = 24 * 60 * 60 * 1_000;

/** One tag: orders of many customers are written by one call, on one node. */
export const orderPrefix = '{order}:pending:';
export const customerPrefix = '{order}:pending-of:';
export const orderKey = (id: string) => orderPrefix + id;
const customerKey = (id: UserId) => customerPrefix + id;
/** The keys that orders are kept under, in pairs. */
export const keysOf = (orders: readonly Owned[]) =>
  orders.flatMap(({ id, userId }) => [orderKey(id), customerKey(userId)]);

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

// Sent twice after a broken connection, each of these leaves what it left the first time. Keys come in pairs: of the
// order and of its customer. An order that was not there is answered by its place alone.
const REGISTER = `
local found = {}
for i = 1, #KEYS / 2 do
  local order, customer, first = KEYS[2 * i - 1], KEYS[2 * i], 4 * i
  local id, hash, at, text = ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3]
  local stored = redis.call('HMGET', order, 'hash', 'published', 'order', 'at')
  if not stored[1] then
    redis.call('HSET', order, 'hash', hash, 'attempt', ARGV[1], 'order', text, 'at', at)
    redis.call('PEXPIRE', order, ARGV[2])
  elseif stored[1] == hash and not stored[2] then
    redis.call('HSET', order, 'attempt', ARGV[1])
    redis.call('PEXPIRE', order, ARGV[2])
  end
  redis.call('ZADD', customer, stored[4] or at, id)
  redis.call('PEXPIRE', customer, ARGV[3])
  found[i] = stored[1] and {stored[1], stored[2], stored[3]} or i
end
return found`;
const PUBLISHED = `
for i = 1, #KEYS do
  if redis.call('PEXPIRE', KEYS[i], ARGV[1]) == 1 then
    redis.call('HSET', KEYS[i], 'published', '1')
  end
end`;
const WITHDRAW = `
for i = 1, #KEYS / 2 do
  local order = KEYS[2 * i - 1]
  if redis.call('HGET', order, 'attempt') == ARGV[1] and redis.call('HEXISTS', order, 'published') == 0 then
    redis.call('DEL', order)
    redis.call('ZREM', KEYS[2 * i], ARGV[i + 1])
  end
end`;
const END = `
for i = 1, #KEYS / 2 do
  redis.call('DEL', KEYS[2 * i - 1])
  redis.call('ZREM', KEYS[2 * i], ARGV[i])
end`;

/** The orders that Kafka has and MySQL does not yet have, readable at once. */
export function createPendingOrders(redis: Redis): PendingOrders {
  const registered = z.array(z.union([z.int(), fields]));
  const registerScript = defineScript(redis, {
    name: 'register orders',
    lua: REGISTER,
    keys: 'any',
    reply: registered,
  });
  const publishedScript = defineScript(redis, { name: 'mark orders published', lua: PUBLISHED, keys: 'any' });
  const withdrawScript = defineScript(redis, { name: 'withdraw orders', lua: WITHDRAW, keys: 'any' });
  const endScript = defineScript(redis, { name: 'end orders', lua: END, keys: 'any' });

  async function load(ids: readonly OrderId[]): Promise<Map<OrderId, PendingEntry>> {
    const found = await Promise.all(ids.map((id) => redis.hmget(orderKey(id), ...READ)));
    const entries = found.flatMap(([hash, published, order]) =>
      hash && order ? [entryOf([hash, published ?? null, order])] : [],
    );
    return new Map(entries.map((entry) => [entry.order.id, entry]));
  }

  return {
    async register(placements, now, attempt) {
      const values = placements.flatMap(({ id, userId, lines, inputHash, placedAt = now }) => {
        return [id, inputHash, placedAt.getTime(), storedEntry({ id, userId, placedAt, lines })];
      });
      const found = await registerScript(keysOf(placements), [attempt, UNPUBLISHED_MS, PUBLISHED_MS, ...values]);
      return placements.map((placement, index) => {
        const entry = found[index];
        return typeof entry === 'object' ? entryOf(entry) : newEntry(placement, now);
      });
    },
    async markPublished(ids) {
      await publishedScript(ids.map(orderKey), [PUBLISHED_MS]);
    },
    async withdraw(orders, attempt) {
      await withdrawScript(keysOf(orders), [attempt, ...orders.map(({ id }) => id)]);
    },
    async end(orders) {
      if (orders.length === 0) return;
      await endScript(
        keysOf(orders),
        orders.map(({ id }) => id),
      );
    },
    load,
    async page(userId, limit, start) {
      const entries: PendingEntry[] = [];
      const newest = start?.placedAt.getTime() ?? '+inf';
      for (let offset = 0; entries.length < limit; offset += limit) {
        const ids = await redis.zrevrangebyscore(customerKey(userId), newest, '-inf', 'LIMIT', offset, limit);
        if (ids.length === 0) break;
        const loaded = await load(ids.flatMap((id) => parseId<OrderId>(id) ?? []));
        for (const { order, ...entry } of loaded.values()) {
          if (start === undefined || isAfter(order, start)) entries.push({ order, ...entry });
        }
      }
      return entries.slice(0, limit);
    },
  };
}

/** What is kept of an order, as a text. */
export function storedEntry({
  id,
  userId,
  placedAt,
  lines,
}: Pick<Placement, 'id' | 'userId' | 'lines'> & { readonly placedAt: Date }): string {
  return JSON.stringify({ id, userId, placedAt: timestampOf(placedAt), lines });
}

function newEntry(placement: Placement, now: Date): PendingEntry {
  const { id, userId, lines, inputHash, placedAt = now } = placement;
  return {
    inputHash,
    isPublished: false,
    order: pendingOrder({ id, userId, placedAt }),
    lines: unsoldLines(lines),
  };
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
