import type { ItemId, MoneyValue, NewId, OrderId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import type { Viewer } from '@rushgraph/identity';
import DataLoader from 'dataloader';
import { loadItems } from './db/item-rows.ts';
import type { Item } from './item.ts';
import { loadReservations } from './keep-stock/load-reservations.ts';
import type { Reservation } from './keep-stock/reservation.ts';

/** What a resolver may reach; loaders live for one request. */
export interface Context {
  readonly viewer: Viewer;
  readonly database: Database;
  readonly newId: NewId;
  readonly now: () => Date;
  readonly currency: MoneyValue['currency'];
  readonly items: DataLoader<ItemId, Item | null>;
  readonly reservations: DataLoader<OrderId, Reservation | null>;
}

export type ContextDeps = Pick<Context, 'database' | 'newId' | 'now' | 'currency'>;

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
    reservations: new DataLoader(async (ids) => {
      const reservations = await loadReservations(database, ids);
      return ids.map((id) => reservations.get(id) ?? null);
    }),
  };
}
