import { readFileSync } from 'node:fs';
import type { Database } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { createSubgraphServer, type SubgraphServerParts } from '@rushgraph/service';
import { cancelOrder } from './cancel-order/cancel-order.ts';
import { type ContextDeps, createContexts } from './context.ts';
import type { OrderReader } from './order/order-reader.ts';
import type { OrderEngine } from './order/placement.ts';
import { resolvers } from './resolvers.ts';
import type { OrderFeed } from './watch-order/order-feed.ts';

export interface OrderAppDeps extends SubgraphServerParts {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly engine: OrderEngine;
  readonly reader: OrderReader;
  readonly feed: OrderFeed;
}

/** The order subgraph, not listening yet. */
export function buildOrderApp(deps: OrderAppDeps): ReturnType<typeof createSubgraphServer> {
  const { database, outbox, engine, reader, feed, now } = deps;
  const parts: ContextDeps = {
    reader,
    engine,
    feed,
    cancelOrder: (cancellation) => cancelOrder({ database, outbox, now, reader }, cancellation),
  };
  const contextOf = createContexts(parts);
  return createSubgraphServer({
    ...deps,
    service: 'order',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    createContext: contextOf,
    createStreamContext: contextOf,
  });
}
