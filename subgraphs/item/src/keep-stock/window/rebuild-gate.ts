import type { ItemId } from '@rushgraph/contracts';
import type { Database, Tx } from '@rushgraph/database';
import { counter } from '@rushgraph/messaging';
import type { Logger, Metrics } from '@rushgraph/service';
import { holdChoices, type Strategy } from '../decide/strategies.ts';
import { loadGateRows, loadLeft, lockGateRow, writeGateRow } from './gate-rows.ts';
import type { StockGate } from './stock-gate.ts';

export type RebuildReason = 'LOST' | 'DRIFT' | 'RESTOCK';

export interface RebuildDeps {
  readonly database: Database;
  readonly gate: StockGate;
  readonly defaultStrategy: Strategy;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface GateRebuilder {
  /** Rebuilds the gate of an item when it is lost: missing, shut, or of another epoch than MySQL says. */
  rebuildLost(itemId: ItemId): Promise<void>;
  /** Rebuilds a gate that does not say what MySQL says, unless somebody has done so since `epoch`. */
  rebuildDrifted(itemId: ItemId, epoch: number): Promise<void>;
  /** Rebuilds lost gates by and by, for callers that hold locks on them and are about to let go. */
  request(itemIds: readonly ItemId[]): void;
  /** Resolves when nothing that was requested is under way. */
  idle(): Promise<void>;
}

/**
 * Opens gates with what MySQL says is left. The epoch grows in the transaction that reads it, which waits for all that
 * was decided under the epoch before; what comes after it with the old epoch cannot be recorded. So whoever opens the
 * gate in Redis, however late, opens it with what is right for its epoch.
 */
export function createGateRebuilder({
  database,
  gate,
  defaultStrategy,
  now,
  logger,
  metrics: { registry },
}: RebuildDeps): GateRebuilder {
  const rebuilt = counter(registry, 'stock_gate_rebuilds_total', 'Gates opened from MySQL', ['reason']);
  const underWay = new Map<ItemId, Promise<void>>();

  /** Whoever has rebuilt the gate since this epoch has grown it: then there is nothing left to do. */
  async function rebuild(itemId: ItemId, reason: RebuildReason, seen: number) {
    const opened = await database.transaction(async (tx) => {
      const at = now();
      const { strategy, next } = (await holdChoices(tx, [itemId], defaultStrategy, at))(itemId);
      if (strategy !== 'window' || next !== null) return null;
      const { epoch } = await lockGateRow(tx, itemId, at);
      if (epoch !== seen) return null;
      return beginEpoch(tx, { itemId, epoch: epoch + 1, reason, now: at });
    });
    if (opened === null || !(await gate.open(itemId, opened.quantity, opened.epoch))) return;
    rebuilt.inc({ reason });
    logger.warn({ itemId, ...opened, reason }, 'opened a stock gate with the count from MySQL');
    if (opened.quantity < 0) logger.error({ itemId, ...opened }, 'an item was oversold');
  }

  /** Looked at without holding anything, as Redis may be slow. Between an epoch and its opening a gate looks lost as well. */
  async function rebuildLost(itemId: ItemId): Promise<void> {
    const row = (await loadGateRows(database, [itemId])).get(itemId);
    const found = (await gate.read([itemId])).get(itemId);
    if (row?.state === 'OPEN' && found?.isOpen && found.epoch === row.epoch) return;
    await rebuild(itemId, 'LOST', row?.epoch ?? 0);
  }

  return {
    rebuildLost,
    rebuildDrifted: (itemId, epoch) => rebuild(itemId, 'DRIFT', epoch),
    request(itemIds) {
      for (const itemId of itemIds) {
        if (underWay.has(itemId)) continue;
        const work = rebuildLost(itemId)
          .catch((error: unknown) =>
            logger.warn({ err: error, itemId }, 'could not rebuild a stock gate; trying again later'),
          )
          .finally(() => underWay.delete(itemId));
        underWay.set(itemId, work);
      }
    },
    async idle() {
      await Promise.all(underWay.values());
    },
  };
}

/** Writes the next epoch of a gate whose row is locked, and tells with how much it is to be opened. */
async function beginEpoch(
  tx: Tx,
  { itemId, epoch, reason, now }: { itemId: ItemId; epoch: number; reason: RebuildReason; now: Date },
): Promise<{ readonly epoch: number; readonly quantity: number } | null> {
  const quantity = (await loadLeft(tx, [itemId])).get(itemId);
  if (quantity === undefined) return null;
  await writeGateRow(tx, { itemId, state: 'OPEN', epoch, reason, now });
  return { epoch, quantity };
}
