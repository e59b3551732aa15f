import { createDatabase, type Database } from '@rushgraph/database';
import type { StockKeeper, StockRequest } from '../src/keep-stock/decide/stock-keeper.ts';
import { itemFixture, order } from './item-fixture.ts';

/** The item service's tables, and a keeper that rivals call on 64 connections. */
export async function keeperFixture(createKeeper: () => StockKeeper | Promise<StockKeeper>) {
  const shop = await itemFixture();
  const rival = createDatabase({ url: shop.url, connectionLimit: 64 });
  const keeper = await createKeeper();
  const decideOn = (database: Database, requests: readonly StockRequest[], retries: number) =>
    database.transaction((tx) => keeper.decide(tx, requests, shop.clock()), { retries });
  return {
    ...shop,
    rival,
    keeper,
    decide: (...requests: StockRequest[]) => decideOn(rival, requests, 20),
    /** Whatever has to be done again is not, so that it shows. */
    decideOnce: (...requests: StockRequest[]) => decideOn(rival, requests, 0),
    release: (...names: string[]) => {
      const releases = names.map((name) => ({ orderId: order(name), reason: 'CANCELLED' as const }));
      return rival.transaction((tx) => keeper.release(tx, releases, shop.clock()), { retries: 20 });
    },
    async drop() {
      await rival.close();
      await shop.drop();
    },
  };
}

export type KeeperFixture = Awaited<ReturnType<typeof keeperFixture>>;
