import type { ItemId, MoneyValue, NewId, OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Viewer } from '@rushgraph/identity';
import DataLoader from 'dataloader';
import { loadItems } from './db/item-rows.ts';
import type { Item } from './item.ts';
import { loadReservations } from './keep-stock/decide/load-reservations.ts';
import type { Reservation } from './keep-stock/decide/reservation.ts';
import type { RequestBacklog } from './show-reservation/request-backlog.ts';
import type { StockView } from './show-stock/stock-view.ts';

/** What a resolver may reach; loaders live for one request. */
export interface Context {
  readonly viewer: Viewer;
  readonly database: Database;
  readonly newId: NewId;
  readonly now: () => Date;
  readonly currency: MoneyValue['currency'];
  readonly stock: StockView;
  /** What workers have still to decide. */
  readonly backlog: Pick<RequestBacklog, 'mayHold'>;
  readonly items: DataLoader<ItemId, Item | null>;
  /** The stock that is shown, by item: the row of an item can lag behind. */
  readonly stocks: DataLoader<Item, number, ItemId>;
  readonly reservations: DataLoader<OrderId, Reservation | null>;
}

export type ContextDeps = Pick<Context, 'database' | 'newId' | 'now' | 'currency' | 'stock' | 'backlog'>;

/** Builds the context of one request. */
export function createContext(deps: ContextDeps, viewer: Viewer): Context {
  const { database } = deps;
  return {
    ...deps,
    viewer,
    items: new DataLoader(async (ids) => {
      const items = await loadItems(database, ids);
      return ids.map((id) => items.get(id) ?? null);
    }),
    stocks: new DataLoader((items) => deps.stock.shown(items), { cacheKeyFn: ({ id }: Item) => id }),
    reservations: new DataLoader(async (ids) => {
      const reservations = await loadReservations(database, ids);
      return ids.map((id) => reservations.get(id) ?? null);
    }),
  };
}
