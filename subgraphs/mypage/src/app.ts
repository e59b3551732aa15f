import { readFileSync } from 'node:fs';
import { createSubgraphServer, type Health, type Logger, type Metrics } from '@rushgraph/service';
import type { Context } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface MyPageAppDeps {
  readonly pages: Context['pages'];
  readonly composer: Context['composer'];
  readonly viewerKey: Buffer;
  readonly introspection: boolean;
  /** False for a worker, which answers health and metrics only. */
  readonly api: boolean;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
}

/** The mypage subgraph, not listening yet. */
export function buildMyPageApp(deps: MyPageAppDeps): ReturnType<typeof createSubgraphServer> {
  const { pages, composer, now, ...server } = deps;
  return createSubgraphServer<Context>({
    ...server,
    service: 'mypage',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    now,
    createContext: ({ viewer }) => ({ viewer, pages, composer, now }),
  });
}
