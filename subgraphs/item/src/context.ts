import type { ItemId, MoneyValue, NewId, OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { itemOf } from '@rushgraph/finding';
import { type Loader, loadById, loadersById, type Requester } from '@rushgraph/service';
import DataLoader from 'dataloader';
import { loadItemRows } from './db/item-rows.ts';
import type { Item } from './item.ts';
import { loadReservations } from './keep-stock/decide/load-reservations.ts';
import type { Reservation } from './keep-stock/decide/reservation.ts';
import type { RequestBacklog } from './show-reservation/request-backlog.ts';
import type { StockView } from './show-stock/stock-view.ts';

/** The parts that resolvers work with, the same for every request. */
export interface ContextDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly now: () => Date;
  /** The one currency of the shop. */
  readonly currency: MoneyValue['currency'];
  readonly stock: StockView;
  /** What workers have still to decide. */
  readonly backlog: Pick<RequestBacklog, 'mayHold'>;
}

/** What a resolver may reach; loaders live for one request. */
export interface Context extends ContextDeps, Requester {
  readonly items: Loader<ItemId, Item>;
  /** The stock that is shown, by item: the row of an item can lag behind. */
  readonly stocks: DataLoader<Item, number, ItemId>;
  readonly reservations: Loader<OrderId, Reservation>;
}

/** Builds the context of each request. What requests ask for at the same time is read together. */
export function createContexts(deps: ContextDeps): (requester: Requester) => Context {
  const { database, newId, now, currency, stock, backlog } = deps;
  const items = loadersById((ids: readonly ItemId[]) => loadItemRows(database, ids), itemOf);
  return ({ viewer, traceparent }) => ({
    viewer,
    traceparent,
    database,
    newId,
    now,
    currency,
    stock,
    backlog,
    items: items(),
    stocks: new DataLoader((items) => stock.shown(items), { cacheKeyFn: ({ id }: Item) => id }),
    reservations: loadById((ids) => loadReservations(database, ids)),
  });
}
