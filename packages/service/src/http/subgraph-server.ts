import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import fastifyApollo from '@as-integrations/fastify';
import { codedError, VIEWER_HEADER, type Viewer, verifyViewer } from '@rushgraph/identity';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { parse } from 'graphql';
import { type Clock, createClock } from '../clock.ts';
import type { Health } from '../health.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { createErrorMask, errorAnswer } from './mask-errors.ts';
import { operationMetrics } from './operation-metrics.ts';
import { addOperationsRoutes } from './operations-routes.ts';
import { traceparentOf } from './traceparent.ts';

export interface RequestBasis {
  readonly viewer: Viewer;
  readonly traceparent: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface SubgraphServerOptions<Context extends BaseContext> {
  readonly service: string;
  /** The text of schema.graphql. */
  readonly typeDefs: string;
  /** Resolvers as generated types describe them. */
  readonly resolvers: object;
  readonly viewerKey: Buffer;
  /** Default: the computer's clock. */
  readonly now?: Clock;
  readonly createContext: (basis: RequestBasis) => Context;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly introspection: boolean;
  /** False for a worker: health and metrics only. Default true. */
  readonly api?: boolean;
}

/** Generated resolver types are stricter than Apollo's own map; they are what checks the resolvers. */
type SchemaModule = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number];
type ResolverMap = NonNullable<Extract<SchemaModule, { typeDefs: unknown }>['resolvers']>;

const BODY_LIMIT = 1_048_576;
const MAX_TOKENS = 10_000;

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer;
  }
}

/** The HTTP server of a subgraph, not yet listening. `/graphql` takes signed calls only. */
export async function createSubgraphServer<Context extends BaseContext>(
  options: SubgraphServerOptions<Context>,
): Promise<FastifyInstance> {
  const { service, viewerKey, now = createClock(), health, metrics } = options;
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle', disableRequestLogging: true });
  addOperationsRoutes(app, health, metrics);
  if (options.api === false) return app;

  app.decorateRequest('viewer');
  // Before the body is read: who is not known costs nothing.
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql') return;
    const header = request.headers[VIEWER_HEADER];
    const viewer =
      typeof header === 'string' ? verifyViewer(header, { audience: service, key: viewerKey, now: now() }) : null;
    if (viewer === null) {
      await reply.code(401).send(errorAnswer(codedError('UNAUTHENTICATED', 'Calls to this service must be signed.')));
      return;
    }
    request.viewer = viewer;
  });
  const apollo = await startApollo(options);
  // Fastify drains: it stops accepting, closes idle connections and waits for answers; the engine goes last.
  app.addHook('onClose', () => apollo.stop());
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    method: ['POST'],
    context: async (request, reply) =>
      options.createContext({
        viewer: request.viewer,
        traceparent: traceparentOf(request.headers.traceparent),
        request,
        reply,
      }),
  });
  return app;
}

async function startApollo<Context extends BaseContext>({
  typeDefs,
  resolvers,
  logger,
  metrics,
  introspection,
}: SubgraphServerOptions<Context>): Promise<ApolloServer<Context>> {
  const apollo = new ApolloServer<Context>({
    schema: buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as ResolverMap }]),
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    formatError: createErrorMask(logger),
    logger,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationMetrics(metrics),
    ],
  });
  await apollo.start();
  return apollo;
}
