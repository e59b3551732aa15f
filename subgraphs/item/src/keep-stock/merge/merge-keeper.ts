import { isDuplicateKey, type Tx } from '@rushgraph/database';
import { lockItems } from '../../db/item-rows.ts';
import { decideReleases } from '../decide/decide-releases.ts';
import { decideRequests } from '../decide/decide-requests.ts';
import { loadReservations } from '../decide/load-reservations.ts';
import type { StockKeeper } from '../decide/stock-keeper.ts';
import { moveStock, writeLedger } from '../decide/write-changes.ts';
import { unlessDecided, writeMarks, writeReleases, writeReservations } from '../decide/write-reservations.ts';

export interface MergeKeeperOptions {
  /**
   * In how many transactions repeats are looked for, at first and after one that had some: they come together, when a
   * consumer begins again. Others find out by the key of their reservations, and are decided again. Default 20, which is
   * more than a consumer has batches in hand when it stops (a batch of each of its partitions).
   */
  readonly recheckBatches?: number;
}

/**
 * Many requests, few statements: the rows are locked in id order, the batch is decided in memory, and written as one
 * ledger insert and one guarded update, in one round trip.
 */
export function createMergeKeeper({ recheckBatches = 20 }: MergeKeeperOptions = {}): StockKeeper {
  let batchesLeft = recheckBatches;
  const choices = new WeakMap<Tx, boolean>();

  /** The same for all turns of a transaction: a repeat behind many of them would fail at the same place each time. */
  function looksForRepeatsIn(tx: Tx): boolean {
    const looks = choices.get(tx) ?? batchesLeft > 0;
    if (looks && !choices.has(tx)) batchesLeft--;
    choices.set(tx, looks);
    return looks;
  }

  return {
    async decide(tx, requests, now) {
      const looksForRepeats = looksForRepeatsIn(tx);
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
        if (isDuplicateKey(error)) batchesLeft = Math.max(recheckBatches, 1);
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
