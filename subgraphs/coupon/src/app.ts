import { readFileSync } from 'node:fs';
import { createSubgraphServer, type SubgraphServerParts } from '@rushgraph/service';
import { type ContextDeps, createContext } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface CouponAppDeps extends SubgraphServerParts, ContextDeps {}

/** The coupon subgraph, not listening yet. */
export function buildCouponApp(deps: CouponAppDeps): ReturnType<typeof createSubgraphServer> {
  return createSubgraphServer({
    ...deps,
    service: 'coupon',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    createContext: (request) => createContext(deps, request),
    createStreamContext: (requester) => createContext(deps, requester),
  });
}
