import type { OrderId, UserId } from '@rushgraph/contracts';
import type { Viewer } from '@rushgraph/identity';
import DataLoader from 'dataloader';
import type { Cancellation, CancellationOutcome } from './order/cancellation.ts';
import type { Order, OrderLine } from './order/order.ts';
import type { OrderReader } from './order/order-reader.ts';
import type { PageStart } from './order/page-start.ts';
import type { OrderEngine } from './order/placement.ts';
import type { OrderFeed } from './watch-order/order-feed.ts';

/** What a resolver may reach; loaders live for one request. */
export interface Context {
  readonly viewer: Viewer;
  readonly traceparent: string | undefined;
  readonly engine: OrderEngine;
  readonly cancelOrder: (cancellation: Cancellation) => Promise<CancellationOutcome>;
  readonly feed: OrderFeed;
  readonly orders: DataLoader<OrderId, Order | null>;
  readonly lines: DataLoader<OrderId, readonly OrderLine[]>;
  readonly loadPage: (userId: UserId, limit: number, start?: PageStart) => Promise<Order[]>;
}

interface ContextDeps {
  readonly reader: OrderReader;
  readonly engine: OrderEngine;
  readonly cancelOrder: Context['cancelOrder'];
  readonly feed: OrderFeed;
}

interface RequestFacts {
  readonly viewer: Viewer;
  readonly traceparent?: string | undefined;
}

/** Builds the context of one request. */
export function createContext({ reader, engine, cancelOrder, feed }: ContextDeps, request: RequestFacts): Context {
  return {
    viewer: request.viewer,
    traceparent: request.traceparent,
    engine,
    cancelOrder,
    feed,
    orders: new DataLoader(async (ids) => {
      const orders = await reader.orders(ids);
      return ids.map((id) => orders.get(id) ?? null);
    }),
    lines: new DataLoader(async (ids) => {
      const lines = await reader.lines(ids);
      return ids.map((id) => lines.get(id) ?? []);
    }),
    loadPage: (userId, limit, start) => reader.page(userId, limit, start),
  };
}
