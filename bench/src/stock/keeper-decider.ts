import type { Database } from '@rushgraph/database';
import type { Reservation } from '@rushgraph/item/keep-stock/reservation';
import type { StockKeeper, StockRequest } from '@rushgraph/item/keep-stock/stock-keeper';
import { createCoalescer } from './coalesce.ts';
import type { Decider } from './decider.ts';
import { expectRecorded, expectTaken } from './shelves.ts';

/** A batch of the consumer. */
export const MOST = 500;
const RETRIES = 20;

/**
 * A keeper behind batches, as the consumer of orders uses it: as many as wait, one transaction at a time. A transaction
 * that meets a rival, or a gate that is not open, is done again.
 */
export function batchedDecider(
  database: Database,
  keeper: StockKeeper,
  { verify, stop }: Partial<Pick<Decider, 'verify' | 'stop'>> = {},
): Decider {
  const decide = createCoalescer<StockRequest, Reservation>({
    most: MOST,
    work: (requests) => database.transaction((tx) => keeper.decide(tx, requests, new Date()), { retries: RETRIES }),
  });
  return {
    decide: async (request) => (await decide(request)).outcome,
    async verify(taken) {
      if (verify) return verify(taken);
      await expectTaken(database, taken);
      await expectRecorded(database, taken);
    },
    stop: async () => stop?.(),
  };
}
