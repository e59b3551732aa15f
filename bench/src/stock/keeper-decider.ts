import type { Database } from '@rushgraph/database';
import type { Reservation, StockKeeper, StockRequest } from '@rushgraph/item/stock';
import { createCoalescer } from './coalesce.ts';
import type { Decider } from './decider.ts';
import { expectRecorded, expectTaken } from './shelves.ts';

/** A batch of the consumer. */
export const MOST = 500;
const RETRIES = 20;

interface BatchedOptions extends Partial<Pick<Decider, 'verify' | 'stop'>> {
  /** Transactions at once: partitions of a keeper that wants few requests in each. */
  readonly workers?: number;
}

/**
 * A keeper behind batches, as the consumer of orders uses it: as many as wait, or as the keeper wants, one transaction at
 * a time for each worker. A transaction that meets a rival, or a gate that is not open, is done again.
 */
export function batchedDecider(
  database: Database,
  keeper: StockKeeper,
  { verify, stop, workers = 1 }: BatchedOptions = {},
): Decider {
  const partitions = Array.from({ length: workers }, () =>
    createCoalescer<StockRequest, Reservation>({
      most: Math.min(MOST, keeper.mostPerTransaction?.() ?? MOST),
      work: (requests) => database.transaction((tx) => keeper.decide(tx, requests, new Date()), { retries: RETRIES }),
    }),
  );
  let turn = 0;
  return {
    async decide(request) {
      const decide = partitions[turn++ % workers];
      if (decide === undefined) throw new RangeError('There is no worker');
      return (await decide(request)).outcome;
    },
    async verify(taken) {
      if (verify) return verify(taken);
      await expectTaken(database, taken);
      await expectRecorded(database, taken);
    },
    stop: async () => stop?.(),
  };
}
