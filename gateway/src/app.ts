import fastifyApollo from '@as-integrations/fastify';
import cors from '@fastify/cors';
import { VIEWER_HEADER, type Viewer } from '@rushgraph/identity';
import { addOperationsRoutes, errorAnswer, type Health, traceparentOf } from '@rushgraph/service';
import fastify, { type FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import { addExplorer } from './explorer/explorer-page.ts';
import { refreshCookieOf } from './fetch-subgraphs/cookies.ts';
import { type IdentifyDeps, identifyViewer } from './identify/identify-viewer.ts';
import { type Supergraph, type SupergraphOptions, serveSupergraph } from './serve-supergraph.ts';

export interface GatewayAppDeps extends SupergraphOptions, IdentifyDeps {
  readonly health: Health;
  readonly explorer: boolean;
  readonly corsOrigins: readonly string[];
}

const BODY_LIMIT = 100_000;
const STUDIO = 'https://studio.apollographql.com';

declare module 'fastify' {
  interface FastifyRequest {
    gatewayViewer: Viewer;
  }
}

/** The one door, not yet listening. */
export async function buildGatewayApp(deps: GatewayAppDeps): Promise<FastifyInstance> {
  const { health, metrics, logger, introspection, corsOrigins } = deps;
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle', trustProxy: false });
  addOperationsRoutes(app, health, metrics);
  if (deps.explorer) addExplorer(app);
  const origins = introspection ? [...corsOrigins, STUDIO] : [...corsOrigins];
  await app.register(cors, { origin: origins, credentials: true, methods: ['POST', 'GET'] });
  app.decorateRequest('gatewayViewer');
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql') return;
    // Whoever is outside cannot sign; what they send under this name is never looked at.
    delete request.headers[VIEWER_HEADER];
    try {
      request.gatewayViewer = await identifyViewer(request.headers.authorization, deps);
    } catch (error) {
      await refuse(error);
    }

    async function refuse(error: unknown): Promise<void> {
      if (error instanceof GraphQLError) {
        await reply.code(401).send(errorAnswer(error));
        return;
      }
      logger.error({ err: error }, 'the keys that verify access tokens cannot be had');
      const unavailable = new GraphQLError('Signing in is not possible at the moment.', {
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'user' },
      });
      await reply.code(503).send(errorAnswer(unavailable));
    }
  });
  const supergraph = await serveSupergraph(deps);
  app.addHook('onClose', () => supergraph.close());
  await addGraphQL(app, supergraph);
  return app;
}

async function addGraphQL(app: FastifyInstance, { apollo }: Supergraph): Promise<void> {
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    context: async (request, reply) => {
      const left = new AbortController();
      reply.raw.on('close', () => {
        if (!reply.raw.writableFinished) left.abort(new Error('the client left'));
      });
      return {
        viewer: request.gatewayViewer,
        traceparent: traceparentOf(request.headers.traceparent),
        refreshCookie: refreshCookieOf(request.headers.cookie),
        clientAddress: request.ip,
        signal: left.signal,
        reply,
      };
    },
  });
}
