import type { ItemId } from '@rushgraph/contracts';
import { TryAgain, type Tx } from '@rushgraph/database';
import type { FencedLock } from '@rushgraph/redis';
import type { Logger } from '@rushgraph/service';
import { decideReleases } from '../decide/decide-releases.ts';
import { decideRequests } from '../decide/decide-requests.ts';
import { loadReservations } from '../decide/load-reservations.ts';
import type { Reservation } from '../decide/reservation.ts';
import type { StockKeeper } from '../decide/stock-keeper.ts';
import { writeLedger } from '../decide/write-changes.ts';
import { unlessDecided, writeMarks, writeReleases, writeReservations } from '../decide/write-reservations.ts';
import { type FencedItem, loadFenced, moveFenced } from './fenced-items.ts';
import { createItemLocks, type Tokens } from './item-locks.ts';
import { LocksUnavailable } from './locks-unavailable.ts';

export interface LockKeeperDeps {
  readonly lock: FencedLock;
  readonly merge: StockKeeper;
  /** `refuse`: orders wait until it is back. `merge`: they are decided meanwhile as `merge` does. */
  readonly whenRedisIsAway: 'refuse' | 'merge';
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/** A Redis that is silent costs a time limit whenever it is asked. */
const ASK_AGAIN_MS = 5_000;

/**
 * The items are locked in Redis, read, and written only if nobody has changed them since. The locks save rivals from work
 * that would be lost; version and fence make it correct, also against who was paused under a lock that ran out, who
 * merges the same items, and who restocks them. Each order should have a transaction of its own, as lockers have it. Where
 * single items are locked among merged ones, a batch shares one and holds the locks of all its items until that has
 * ended: as correct, only less separate.
 */
export function createLockKeeper({ lock, merge, whenRedisIsAway, logger }: LockKeeperDeps): StockKeeper {
  const locks = createItemLocks(lock);
  /** In milliseconds; null while Redis is there. */
  let askAgainAt: number | null = null;

  /** Null when they are to be merged. Locks come before all rows: who waits for one holds no row of an item or an order. */
  async function take(tx: Tx, itemIds: readonly ItemId[], now: Date): Promise<Tokens | null> {
    if (askAgainAt !== null && now.getTime() < askAgainAt) return null;
    try {
      const tokens = await locks.take(tx, itemIds);
      if (tokens.size === 0) return tokens;
      if (askAgainAt !== null) logger.info('item locks work again');
      askAgainAt = null;
      return tokens;
    } catch (error) {
      if (whenRedisIsAway === 'refuse' || !(error instanceof LocksUnavailable)) throw error;
      if (askAgainAt === null)
        logger.warn({ err: error }, 'cannot lock items; the merge strategy decides their orders meanwhile');
      askAgainAt = now.getTime() + ASK_AGAIN_MS;
      return null;
    }
  }

  /** What a later holder has changed cannot be written. If there was none, Redis has lost its count and is told it. */
  async function refuseOvertaken(fenced: ReadonlyMap<ItemId, FencedItem>, tokens: Tokens): Promise<void> {
    const overtaken = [...fenced].filter(([itemId, { fence }]) => fence > (tokens.get(itemId) ?? 0));
    if (overtaken.length === 0) return;
    await locks.raise(new Map(overtaken.map(([itemId, { fence }]) => [itemId, fence])));
    throw new TryAgain('an item was changed under a later lock');
  }

  /** Saves work that would be lost, at the last moment; that it is lost nevertheless is for the update to see. */
  function refuseLost(tx: Tx): void {
    if (!locks.areHeld(tx)) throw new TryAgain('the lock of an item was lost');
  }

  return {
    mostPerTransaction: () => 1,

    async decide(tx, requests, now) {
      const itemIds = requests.flatMap(({ lines }) => lines.map(({ itemId }) => itemId));
      const tokens = await take(tx, itemIds, now);
      if (tokens === null) return merge.decide(tx, requests, now);
      const [recorded, fenced] = await Promise.all([
        loadReservations(
          tx,
          requests.map(({ orderId }) => orderId),
        ),
        loadFenced(tx, itemIds),
      ]);
      await refuseOvertaken(fenced, tokens);
      const { reservations, decided, changes } = decideRequests(requests, itemsOf(fenced), recorded, now);
      refuseLost(tx);
      await unlessDecided(
        Promise.all([
          writeReservations(tx, decided),
          writeLedger(tx, changes, now),
          moveFenced(tx, changes, fenced, tokens),
        ]),
      );
      return reservations;
    },

    async release(tx, releases, now) {
      const orderIds = releases.map(({ orderId }) => orderId);
      const itemIds = heldBy(await loadReservations(tx, orderIds));
      const tokens = await take(tx, itemIds, now).catch(unlessUnavailable);
      // What comes back need not wait for Redis: merging it is as correct.
      if (tokens === null) return merge.release(tx, releases, now);
      const recorded = await loadReservations(tx, orderIds, { lock: true });
      if (heldBy(recorded).some((itemId) => !tokens.has(itemId))) throw new TryAgain('an order was decided meanwhile');
      const fenced = await loadFenced(tx, itemIds);
      await refuseOvertaken(fenced, tokens);
      const { released, marked, changes } = decideReleases(releases, itemsOf(fenced), recorded);
      refuseLost(tx);
      await writeMarks(tx, marked, now);
      await writeReleases(tx, released, now);
      await writeLedger(tx, changes, now);
      await moveFenced(tx, changes, fenced, tokens);
    },
  };
}

function unlessUnavailable(error: unknown): null {
  if (error instanceof LocksUnavailable) return null;
  throw error;
}

function itemsOf(fenced: ReadonlyMap<ItemId, FencedItem>) {
  return new Map([...fenced].map(([itemId, { item }]) => [itemId, item]));
}

/** Items of which these orders hold something. */
function heldBy(recorded: ReadonlyMap<unknown, Reservation>): readonly ItemId[] {
  return [...recorded.values()].flatMap((one) =>
    one.outcome === 'RESERVED' && one.releasedAt === null ? one.lines.map(({ itemId }) => itemId) : [],
  );
}
