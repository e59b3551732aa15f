import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase, type Database } from '@rushgraph/database';
import type { Addresses, DatabaseService } from './addresses.ts';
import { judgeCoupons } from './coupons/judge-coupons.ts';
import { readCoupons } from './coupons/read-coupons.ts';
import { judgeDeadLetters } from './dead-letters/judge-dead-letters.ts';
import { readDeadLetters } from './dead-letters/read-dead-letters.ts';
import { judgeOrderStock } from './order-stock/judge-order-stock.ts';
import { readOrderStock } from './order-stock/read-order-stock.ts';
import { judgeOrders } from './orders/judge-orders.ts';
import { readOrders } from './orders/read-orders.ts';
import { judgeOutbox } from './outbox/judge-outbox.ts';
import { readOutbox } from './outbox/read-outbox.ts';
import { judgePages } from './pages/judge-pages.ts';
import { readPages, withPages } from './pages/read-pages.ts';
import { judgeParked } from './parked/judge-parked.ts';
import { readParked } from './parked/read-parked.ts';
import { judgeQueues } from './queues/judge-queues.ts';
import { readFromRedis } from './queues/read-from-redis.ts';
import { readQueues } from './queues/read-queues.ts';
import { judgeReservations } from './reservations/judge-reservations.ts';
import { readReservations } from './reservations/read-reservations.ts';
import { judgeSessions } from './sessions/judge-sessions.ts';
import { readSessions } from './sessions/read-sessions.ts';
import { inSnapshot, type Snapshot } from './snapshot/snapshot.ts';
import { judgeStock } from './stock/judge-stock.ts';
import { readStock } from './stock/read-stock.ts';
import type { Verdict } from './verdict/verdict.ts';
import { judgeWindows } from './windows/judge-windows.ts';
import { readWindows } from './windows/read-windows.ts';

/** What takes longer is stuck; the services themselves give up or give back earlier. */
const LIMIT_SECONDS = 60;
/** What waits for something that itself may take LIMIT_SECONDS. */
const LONG_LIMIT_SECONDS = 120;

export interface VerifyOptions {
  readonly addresses: Addresses;
  readonly now: Date;
  /** How often what looks wrong between two stores is looked at again. Default 20. */
  readonly looks?: number;
  /** Between two looks. Default 500. */
  readonly pauseMs?: number;
}

/** Every invariant of the shop, read from its stores. Throws when one of them cannot be read. */
export async function verifyShop({ addresses, now, looks = 20, pauseMs = 500 }: VerifyOptions): Promise<Verdict[]> {
  const open = (service: DatabaseService) => createDatabase({ url: addresses.mysql[service], connectionLimit: 2 });
  const [user, item, order, coupon] = [open('user'), open('item'), open('order'), open('coupon')];
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
  const outbox = async (service: DatabaseService, snapshot: Snapshot) =>
    judgeOutbox(await readOutbox(service, snapshot), now, LIMIT_SECONDS);
  try {
    return [
      ...(await look('item', item, async (snapshot) => [
        ...judgeStock(await readStock(snapshot)),
        ...judgeReservations(await readReservations(snapshot)),
        ...judgeWindows(await readWindows(snapshot, ago(LIMIT_SECONDS))),
        await outbox('item', snapshot),
      ])),
      ...(await look('order', order, async (snapshot) => [
        ...judgeOrders(await readOrders(snapshot, ago(LIMIT_SECONDS)), LIMIT_SECONDS),
        judgeParked(await readParked(snapshot, ago(LONG_LIMIT_SECONDS)), LONG_LIMIT_SECONDS),
        await outbox('order', snapshot),
      ])),
      ...judgeOrderStock(
        await readOrderStock({ order, item, since: ago(LONG_LIMIT_SECONDS), looks, pause: () => pause(pauseMs) }),
      ),
      ...(await look('coupon', coupon, async (snapshot) => [
        ...judgeCoupons(await readCoupons(snapshot)),
        await outbox('coupon', snapshot),
      ])),
      ...judgeQueues(await readFromRedis(addresses.redis, (redis) => readQueues(coupon, redis))),
      ...(await look('user', user, async (snapshot) => [
        judgeSessions(await readSessions(snapshot)),
        await outbox('user', snapshot),
      ])),
      ...judgePages(
        await withPages(addresses.mongodb, now, (pages) =>
          readPages({ user, order, coupon, pages, looks, pause: () => pause(pauseMs) }),
        ),
      ),
      judgeDeadLetters(await readDeadLetters(addresses.kafka)),
    ];
  } finally {
    for (const database of [user, item, order, coupon]) await database.close();
  }
}

/** Reads one database; says which one it is when that fails. */
async function look<T>(
  service: DatabaseService,
  database: Database,
  read: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  try {
    return await inSnapshot(database, read);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Error(`the database of ${service} cannot be read (${why}); is the shop running, at MYSQL_URL?`, {
      cause: error,
    });
  }
}
