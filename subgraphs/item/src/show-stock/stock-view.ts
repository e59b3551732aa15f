import { forNobody } from '@rushgraph/concurrency';
import type { ItemId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Logger } from '@rushgraph/service';
import type { Item } from '../item.ts';
import type { Strategy } from '../keep-stock/decide/strategies.ts';
import { GateUnavailable } from '../keep-stock/window/gate-unavailable.ts';
import type { GateRebuilder } from '../keep-stock/window/rebuild-gate.ts';
import type { StockGate } from '../keep-stock/window/stock-gate.ts';
import { createShownStock } from './load-shown-stock.ts';

/** What the API knows of how stock is kept. */
export interface StockView {
  /** The strategy of all items until another is chosen. */
  readonly defaultStrategy: Strategy;
  /** The stock of items as it is now, in their order. */
  shown(items: readonly Item[]): Promise<readonly number[]>;
  /** Opens the gate of an item anew after a restock. While Redis is away, workers do it when it is back. */
  reopen(itemId: ItemId): Promise<void>;
}

export interface StockViewDeps {
  readonly database: Database;
  readonly defaultStrategy: Strategy;
  /** Without one, what MySQL says is left is shown, and workers open gates anew. */
  readonly gates: { readonly gate: StockGate; readonly rebuilder: GateRebuilder } | null;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The API's view of stock. */
export function createStockView({ database, defaultStrategy, gates, now, logger }: StockViewDeps): StockView {
  return {
    defaultStrategy,
    shown: createShownStock({ database, gate: gates?.gate ?? null, now }),
    async reopen(itemId) {
      try {
        // The restock has happened: its gate is opened, also when whoever asked for it has left.
        await forNobody(async () => gates?.rebuilder.rebuildLost(itemId));
      } catch (error) {
        if (!(error instanceof GateUnavailable)) throw error;
        logger.warn(
          { err: error, itemId },
          'could not reopen a stock gate after a restock; it stays closed until Redis is back',
        );
      }
    },
  };
}
