import { isDuplicateKey } from '@rushgraph/database';
import { lockItems } from '../db/item-rows.ts';
import { decideReleases } from './decide-releases.ts';
import { decideRequests } from './decide-requests.ts';
import { loadReservations } from './load-reservations.ts';
import type { StockKeeper } from './stock-keeper.ts';
import { moveStock, writeLedger } from './write-changes.ts';
import { unlessDecided, writeMarks, writeReleases, writeReservations } from './write-reservations.ts';

export interface MergeKeeperOptions {
  /**
   * For how many batches repeats are looked for, at first and after one that had some: they come together, when a
   * consumer begins again. Other batches find out by the key of their reservations, and are decided again. Default 20.
   */
  readonly waryBatches?: number;
}

/**
 * Many requests, few statements: the rows are locked in id order, the batch is decided in memory, and written as one
 * ledger insert and one guarded update, in one round trip.
 */
export function createMergeKeeper({ waryBatches = 20 }: MergeKeeperOptions = {}): StockKeeper {
  let wary = waryBatches;
  return {
    async decide(tx, requests, now) {
      const looksForRepeats = wary > 0;
      if (looksForRepeats) wary--;
      // Both are on their way before the first has come back; the items of repeated requests are locked as well.
      const [recorded, items] = await Promise.all([
        loadReservations(tx, looksForRepeats ? requests.map(({ orderId }) => orderId) : []),
        lockItems(
          tx,
          requests.flatMap(({ lines }) => lines.map(({ itemId }) => itemId)),
        ),
      ]);
      const { reservations, decided, changes } = decideRequests(requests, items, recorded, now);
      try {
        await unlessDecided(
          Promise.all([writeReservations(tx, decided), writeLedger(tx, changes, now), moveStock(tx, changes)]),
        );
      } catch (error) {
        if (isDuplicateKey(error)) wary = Math.max(waryBatches, 1);
        throw error;
      }
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
