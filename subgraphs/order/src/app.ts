import { readFileSync } from 'node:fs';
import type { Database } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { createSubgraphServer, type Health, type Metrics } from '@rushgraph/service';
import type { Logger } from 'pino';
import { cancelOrder } from './cancel-order/cancel-order.ts';
import { createContext } from './context.ts';
import type { OrderReader } from './order/order-reader.ts';
import type { OrderEngine } from './order/placement.ts';
import { resolvers } from './resolvers.ts';
import type { OrderFeed } from './watch-order/order-feed.ts';

export interface OrderAppDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly engine: OrderEngine;
  readonly reader: OrderReader;
  readonly feed: OrderFeed;
  readonly viewerKey: Buffer;
  readonly introspection: boolean;
  /** False for a worker, which answers health and metrics only. */
  readonly api: boolean;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
}

/** The order subgraph, not listening yet. */
export function buildOrderApp(deps: OrderAppDeps): ReturnType<typeof createSubgraphServer> {
  const { database, outbox, engine, reader, feed, now } = deps;
  return createSubgraphServer({
    service: 'order',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    viewerKey: deps.viewerKey,
    now,
    api: deps.api,
    createContext: (request) =>
      createContext(
        {
          reader,
          engine,
          feed,
          cancelOrder: (cancellation) => cancelOrder({ database, outbox, now, reader }, cancellation),
        },
        request,
      ),
    logger: deps.logger,
    health: deps.health,
    metrics: deps.metrics,
    introspection: deps.introspection,
  });
}
