import { lockItems } from '../db/item-rows.ts';
import { decideReleases } from './decide-releases.ts';
import { decideRequests } from './decide-requests.ts';
import { loadReservations } from './load-reservations.ts';
import type { StockKeeper } from './stock-keeper.ts';
import { moveStock, writeLedger } from './write-changes.ts';
import { unlessDecided, writeMarks, writeReleases, writeReservations } from './write-reservations.ts';

/**
 * Many requests, few statements: the rows are locked in id order, the batch is decided in memory, and written as one
 * ledger insert and one guarded update, in one round trip.
 */
export function createMergeKeeper(): StockKeeper {
  return {
    async decide(tx, requests, now) {
      // Both are on their way before the first has come back; the items of repeated requests are locked as well.
      const [recorded, items] = await Promise.all([
        loadReservations(
          tx,
          requests.map(({ orderId }) => orderId),
        ),
        lockItems(
          tx,
          requests.flatMap(({ lines }) => lines.map(({ itemId }) => itemId)),
        ),
      ]);
      const { reservations, decided, changes } = decideRequests(requests, items, recorded, now);
      await unlessDecided(
        Promise.all([writeReservations(tx, decided), writeLedger(tx, changes, now), moveStock(tx, changes)]),
      );
      return reservations;
    },

    async release(tx, releases, now) {
      const recorded = await loadReservations(
        tx,
        releases.map(({ orderId }) => orderId),
        { lock: true },
      );
      const held = [...recorded.values()].flatMap((one) =>
        one.outcome === 'RESERVED' && one.releasedAt === null ? one.lines : [],
      );
      const items = await lockItems(
        tx,
        held.map(({ itemId }) => itemId),
      );
      const { released, marked, changes } = decideReleases(releases, items, recorded);
      await writeMarks(tx, marked, now);
      await writeReleases(tx, released, now);
      await writeLedger(tx, changes, now);
      await moveStock(tx, changes);
    },
  };
}
