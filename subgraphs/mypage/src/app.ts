import { readFileSync } from 'node:fs';
import { createSubgraphServer, type SubgraphServerParts } from '@rushgraph/service';
import { type ContextDeps, createContext } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface MyPageAppDeps extends SubgraphServerParts, ContextDeps {}

/** The mypage subgraph, not listening yet. */
export function buildMyPageApp(deps: MyPageAppDeps): ReturnType<typeof createSubgraphServer> {
  return createSubgraphServer({
    ...deps,
    service: 'mypage',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    createContext: (request) => createContext(deps, request),
  });
}
