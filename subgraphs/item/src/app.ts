import { readFileSync } from 'node:fs';
import { createSubgraphServer, type Health, type Logger, type Metrics } from '@rushgraph/service';
import { type ContextDeps, createContext } from './context.ts';
import { resolvers } from './resolvers.ts';
import { createStockView, type StockView } from './show-stock/stock-view.ts';

export interface ItemAppDeps extends Omit<ContextDeps, 'stock' | 'backlog'> {
  /** Default: without gates, stock being kept by merge. */
  readonly stock?: StockView;
  /** Default: an order that was not decided has no request anywhere. */
  readonly backlog?: ContextDeps['backlog'];
  readonly viewerKey: Buffer;
  readonly introspection: boolean;
  /** False for a worker, which answers health and metrics only. */
  readonly api: boolean;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  /** The clock that signed calls are checked by. Default: `now`. */
  readonly signedAt?: () => Date;
}

/** The item subgraph, not listening yet. */
export function buildItemApp(deps: ItemAppDeps): ReturnType<typeof createSubgraphServer> {
  const backlog = deps.backlog ?? { mayHold: async () => false };
  const stock = deps.stock ?? createStockView({ ...deps, defaultStrategy: 'merge', gates: null });
  return createSubgraphServer({
    service: 'item',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    viewerKey: deps.viewerKey,
    now: deps.signedAt ?? deps.now,
    api: deps.api,
    createContext: ({ viewer }) => createContext({ ...deps, stock, backlog }, viewer),
    logger: deps.logger,
    health: deps.health,
    metrics: deps.metrics,
    introspection: deps.introspection,
  });
}
