import { readFileSync } from 'node:fs';
import { createSubgraphServer, type Health, type Metrics } from '@rushgraph/service';
import type { Logger } from 'pino';
import { type ContextDeps, createContext } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface CouponAppDeps extends ContextDeps {
  readonly viewerKey: Buffer;
  readonly introspection: boolean;
  /** False for a worker, which answers health and metrics only. */
  readonly api: boolean;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
}

/** The coupon subgraph, not listening yet. */
export function buildCouponApp(deps: CouponAppDeps): ReturnType<typeof createSubgraphServer> {
  return createSubgraphServer({
    service: 'coupon',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    viewerKey: deps.viewerKey,
    now: deps.now,
    api: deps.api,
    createContext: (request) => createContext(deps, request),
    logger: deps.logger,
    health: deps.health,
    metrics: deps.metrics,
    introspection: deps.introspection,
  });
}
