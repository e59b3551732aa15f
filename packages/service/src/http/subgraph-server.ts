import type { BaseContext } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { codedError, createViewerVerifier, VIEWER_HEADER, type Viewer } from '@rushgraph/identity';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type GraphQLSchema, parse, type ValidationRule } from 'graphql';
import { type Clock, createClock } from '../clock.ts';
import { createErrorMask, errorAnswer } from '../graphql/mask-errors.ts';
import type { Requester } from '../graphql/requester.ts';
import type { Health } from '../health.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { answerErrors } from './answer-errors.ts';
import { answerKnown } from './answer-known.ts';
import { limitByCaller, refuseLateWork } from './callers-time.ts';
import { compressAnswers } from './compress-answers.ts';
import { measureOperations } from './operation-metrics.ts';
import { addHealthRoutes } from './operations-routes.ts';
import { scopeOf, scopeRequests } from './request-scope.ts';
import { MAX_TOKENS, startApollo } from './start-apollo.ts';
import { multiplexOperations } from './streams/multiplex-operations.ts';
import type { ServeConnectionOptions } from './streams/serve-connection.ts';
import { type StreamOperationsOptions, streamOperations } from './streams/stream-operations.ts';
import { createSubscriptions, type SubscriptionsOptions } from './streams/subscriptions.ts';
import { timeRequests } from './time-requests.ts';

export interface RequestBasis extends Requester {
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
  /** The context of subscriptions, which no one request belongs to. Whoever has them needs it. */
  readonly createStreamContext?: (requester: Requester) => Context;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly introspection: boolean;
  /** Rules beside those of the specification. */
  readonly validationRules?: readonly ValidationRule[];
  /** How long a caller may take to send a request. Default 30 s. */
  readonly requestLimitMs?: number;
  /** False for a worker: health only. Default true. */
  readonly api?: boolean;
  /** How open subscriptions are bounded and kept alive; defaults in `streamOperations`. */
  readonly streams?: Pick<SubscriptionsOptions<Context>, 'maxStreams'> &
    Pick<StreamOperationsOptions, 'heartbeatMs' | 'stuckMs'>;
}

/** What a process gives to the server of a subgraph, whatever that serves. */
export type SubgraphServerParts = Required<
  Pick<
    SubgraphServerOptions<BaseContext>,
    'viewerKey' | 'introspection' | 'api' | 'now' | 'logger' | 'health' | 'metrics'
  >
>;

/** Generated resolver types are stricter than Apollo's own map; they are what checks the resolvers. */
type SchemaModule = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number];
type ResolverMap = NonNullable<Extract<SchemaModule, { typeDefs: unknown }>['resolvers']>;

const BODY_LIMIT = 1_048_576;
/** A caller gets this long to send its request: a body that never ends is closed. */
const REQUEST_LIMIT_MS = 30_000;
const CHECK_EVERY_MS = 5_000;
/** As the engine says it. */
const JSON_TYPE = 'application/json; charset=utf-8';

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer;
  }
}

/**
 * The HTTP server of a subgraph, not yet listening. `/graphql` takes signed calls only; where the schema has subscriptions,
 * so do `/graphql/stream` and `/graphql/streams`.
 */
export async function createSubgraphServer<Context extends BaseContext>(
  options: SubgraphServerOptions<Context>,
): Promise<FastifyInstance> {
  const { service, viewerKey, now = createClock(), health, metrics } = options;
  const { requestLimitMs = REQUEST_LIMIT_MS } = options;
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: requestLimitMs,
    // Node takes the longer one of both limits for the whole request.
    http: { headersTimeout: requestLimitMs, connectionsCheckingInterval: Math.min(requestLimitMs, CHECK_EVERY_MS) },
    forceCloseConnections: 'idle',
  });
  answerErrors(app, options.logger);
  timeRequests(app, metrics);
  scopeRequests(app);
  addHealthRoutes(app, health);
  if (options.api === false) return app;

  const verify = createViewerVerifier({ audience: service, key: viewerKey });
  app.decorateRequest('viewer');
  // Before the body is read: who is not known costs nothing.
  app.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions;
    if (url !== '/graphql' && !url?.startsWith('/graphql/')) return done();
    const header = request.headers[VIEWER_HEADER];
    const viewer = typeof header === 'string' ? verify(header, now()) : null;
    if (viewer === null) {
      void reply.code(401).send(errorAnswer(codedError('UNAUTHENTICATED', 'Calls to this service must be signed.')));
      return;
    }
    request.viewer = viewer;
    done();
  });
  const { typeDefs } = options;
  const resolvers = refuseLateWork(options.resolvers, service);
  const schema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: resolvers as ResolverMap }]);
  const contextOf = (request: FastifyRequest, reply: FastifyReply) =>
    options.createContext({ viewer: request.viewer, traceparent: scopeOf(request).traceparent, request, reply });
  if (schema.getSubscriptionType() != null)
    serveSubscriptions(app, schema, { ...options, verify: (statement) => verify(statement, now()) });
  limitByCaller(app, service);
  compressAnswers(app);
  const measure = measureOperations(metrics);
  const known = answerKnown({ schema, formatError: createErrorMask(options.logger), measure });
  const apollo = await startApollo<Context>(schema, { ...options, measure, documentStore: known.store }, app);
  // The engine drains: it stops accepting, ends idle connections, and the others with their last answer. Fastify alone
  // would wait for the keep-alive time of a connection that was busy when the stop began.
  app.addHook('preClose', () => apollo.stop());
  const engine = fastifyApolloHandler(apollo, { context: async (request, reply) => contextOf(request, reply) });
  app.post('/graphql', async (request, reply) => {
    const operation = known.find(request.body, request.headers);
    const answer = operation && (await known.answer(operation, contextOf(request, reply)));
    if (answer === undefined) return engine.call(app, request, reply);
    reply.header('content-type', JSON_TYPE);
    return answer;
  });
  return app;
}

/** The same subscriptions one by one, as anybody reads them, and all together, as a gateway does. */
function serveSubscriptions<Context extends BaseContext>(
  app: FastifyInstance,
  schema: GraphQLSchema,
  options: SubgraphServerOptions<Context> & Pick<ServeConnectionOptions, 'verify'>,
): void {
  const { service, verify, logger, metrics, streams, createStreamContext } = options;
  if (createStreamContext === undefined) throw new Error(`The subscriptions of ${service} have no context`);
  const subscriptions = createSubscriptions({
    schema,
    contextOf: createStreamContext,
    formatError: createErrorMask(logger),
    metrics,
    maxTokens: MAX_TOKENS,
    ...streams,
  });
  streamOperations(app, {
    ...streams,
    subscriptions,
    requesterOf: (request) => ({ viewer: request.viewer, traceparent: scopeOf(request).traceparent }),
  });
  multiplexOperations(app, { ...streams, subscriptions, verify, logger });
}
