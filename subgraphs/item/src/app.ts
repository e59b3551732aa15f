import { readFileSync } from 'node:fs';
import { createSubgraphServer, type Health, type Logger, type Metrics } from '@rushgraph/service';
import { type ContextDeps, createContext } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface ItemAppDeps extends ContextDeps {
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
  return createSubgraphServer({
    service: 'item',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    viewerKey: deps.viewerKey,
    now: deps.signedAt ?? deps.now,
    api: deps.api,
    createContext: ({ viewer }) => createContext(deps, viewer),
    logger: deps.logger,
    health: deps.health,
    metrics: deps.metrics,
    introspection: deps.introspection,
  });
}
