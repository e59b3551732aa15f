import { readFileSync } from 'node:fs';
import { atMostOneOf, createSubgraphServer, type Health, type Metrics } from '@rushgraph/service';
import type { Accounts } from './accounts.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface UserAppDeps extends Accounts {
  readonly viewerKey: Buffer;
  readonly introspection: boolean;
  /** False for a worker, which answers health and metrics only. */
  readonly api: boolean;
  readonly cookieSecure: boolean;
  readonly health: Health;
  readonly metrics: Metrics;
}

/** Each costs a hash or ends a guess: a hundred of them must be a hundred requests. */
const CREDENTIAL_MUTATIONS = ['signUp', 'login', 'refreshSession', 'deleteAccount'];

/** The user subgraph, not listening yet. Its public keys are open to everybody. */
export async function buildUserApp(deps: UserAppDeps): ReturnType<typeof createSubgraphServer> {
  const { signer, now, api, logger, health, metrics } = deps;
  const cookie = { secure: deps.cookieSecure };
  const app = await createSubgraphServer({
    service: 'user',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    viewerKey: deps.viewerKey,
    now,
    api,
    createContext: (request) => createContext(deps, cookie, request),
    logger,
    health,
    metrics,
    introspection: deps.introspection,
    validationRules: [atMostOneOf(CREDENTIAL_MUTATIONS)],
  });
  if (api) {
    app.get('/.well-known/jwks.json', async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=60').send(signer.jwks()),
    );
  }
  return app;
}
