import type { ItemId } from '@rushgraph/contracts';
import { TryAgain } from '@rushgraph/database';

interface UndecidableOptions extends ErrorOptions {
  /** Which items; default all of its strategy. */
  readonly itemIds?: readonly ItemId[];
}

/** Orders of some items cannot be decided for now, and nothing was decided. They are to be tried again, or to wait. */
export class Undecidable extends TryAgain {
  readonly strategy: 'lock' | 'window';
  /** Null: all items of the strategy. */
  readonly itemIds: readonly ItemId[] | null;

  constructor(message: string, strategy: 'lock' | 'window', { itemIds, ...options }: UndecidableOptions = {}) {
    super(message, options);
    this.strategy = strategy;
    this.itemIds = itemIds ?? null;
  }
}
