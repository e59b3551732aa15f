import type { OrderId } from '@rushgraph/contracts';
import { type Loader, loadEach, type Requester } from '@rushgraph/service';
import type { Cancellation, CancellationOutcome } from './order/cancellation.ts';
import type { Order, OrderLine } from './order/order.ts';
import type { OrderReader } from './order/order-reader.ts';
import type { OrderEngine } from './order/placement.ts';
import type { OrderFeed } from './watch-order/order-feed.ts';

/** The parts that resolvers work with, the same for every request. */
export interface ContextDeps {
  readonly reader: OrderReader;
  readonly engine: OrderEngine;
  readonly cancelOrder: (cancellation: Cancellation) => Promise<CancellationOutcome>;
  readonly feed: OrderFeed;
}

/** What a resolver may reach; loaders live for one request. */
export interface Context extends ContextDeps, Requester {
  readonly orders: Loader<OrderId, Order>;
  readonly lines: Loader<OrderId, readonly OrderLine[]>;
}

/** Builds the context of each request. */
export function createContexts({ reader, engine, cancelOrder, feed }: ContextDeps): (requester: Requester) => Context {
  return ({ viewer, traceparent }) => ({
    viewer,
    traceparent,
    reader,
    engine,
    cancelOrder,
    feed,
    orders: loadEach((ids: readonly OrderId[]) => reader.orders(ids)),
    lines: loadEach((ids: readonly OrderId[]) => reader.lines(ids)),
  });
}
