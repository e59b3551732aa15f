import { readFileSync } from 'node:fs';
import { createSubgraphServer, type SubgraphServerParts } from '@rushgraph/service';
import { type ContextDeps, createContexts } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface ItemAppDeps extends SubgraphServerParts, ContextDeps {
  /** The clock that signed calls are checked by. Default: `now`. */
  readonly signedAt?: () => Date;
}

/** The item subgraph, not listening yet. */
export function buildItemApp(deps: ItemAppDeps): ReturnType<typeof createSubgraphServer> {
  return createSubgraphServer({
    ...deps,
    service: 'item',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    now: deps.signedAt ?? deps.now,
    createContext: createContexts(deps),
  });
}
