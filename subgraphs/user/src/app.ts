import { readFileSync } from 'node:fs';
import { atMostOneOf, createSubgraphServer, type SubgraphServerParts } from '@rushgraph/service';
import { type ContextDeps, createContexts } from './context.ts';
import { resolvers } from './resolvers.ts';

export interface UserAppDeps extends SubgraphServerParts, ContextDeps {}

/** Each costs a hash or ends a guess: a hundred of them must be a hundred requests. */
const CREDENTIAL_MUTATIONS = ['signUp', 'login', 'refreshSession', 'deleteAccount'];

/** The user subgraph, not listening yet. Its public keys are open to everybody. */
export async function buildUserApp(deps: UserAppDeps): ReturnType<typeof createSubgraphServer> {
  const app = await createSubgraphServer({
    ...deps,
    service: 'user',
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    createContext: createContexts(deps),
    validationRules: [atMostOneOf(CREDENTIAL_MUTATIONS)],
  });
  if (deps.api) {
    const { signer } = deps.accounts;
    app.get('/.well-known/jwks.json', async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=60').send(signer.jwks()),
    );
  }
  return app;
}
