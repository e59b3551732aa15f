import { readFileSync } from 'node:fs';
import type { Database } from '@rushgraph/database';
import type { Outbox } from '@rushgraph/messaging';
import { createSubgraphServer, type Health, type Metrics } from '@rushgraph/service';
import type { Logger } from 'pino';
import { cancelOrder } from './cancel-order/cancel-order.ts';
import { createContext } from './context.ts';
import type { OrderEngine } from './order/placement.ts';
import type { PendingOrders } from './pending-orders/pending-orders.ts';
import { createOrderReader } from './read-orders/read-orders.ts';
import { resolvers } from './resolvers.ts';

export interface OrderAppDeps {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly pending: PendingOrders;
  readonly engine: OrderEngine;
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
  const { database, outbox, pending, engine, now, logger } = deps;
  const reader = createOrderReader({ database, pending, logger });
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
