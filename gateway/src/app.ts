import fastifyApollo from '@as-integrations/fastify';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import {
  addHealthRoutes,
  answerErrors,
  codedError,
  type Health,
  scopeRequests,
  timeRequests,
} from '@rushgraph/service';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import { serveKnown, serveReady } from './answer-known/serve-known.ts';
import { createContexts } from './create-contexts.ts';
import { serveExamined } from './examine-operations/serve-examined.ts';
import { addExplorer } from './explorer/explorer-page.ts';
import { type IdentifyDeps, identifyViewer } from './identify/identify-viewer.ts';
import type { TakeSupergraph } from './load-supergraph/supergraph-source.ts';
import { logRequests } from './log-requests/log-requests.ts';
import { answerRefusal, noteOf } from './log-requests/request-note.ts';
import { gatherChunks } from './refuse-requests/gather-chunks.ts';
import { limitPipelining } from './refuse-requests/limit-pipelining.ts';
import { refuseBroken } from './refuse-requests/refuse-broken.ts';
import { refuseRequests } from './refuse-requests/refuse-requests.ts';
import { secureAnswers } from './secure-answers.ts';
import { serveSupergraph } from './serve-supergraph.ts';
import { showsPlans } from './show-plans/refuse-plans.ts';
import { safelistOnly } from './store-operations/safelist-only.ts';
import { type StreamSettings, serveSubscriptions } from './subscribe/serve-subscriptions.ts';
import { createStreamPlaces } from './subscribe/stream/limit-streams.ts';
import type { SupergraphOptions } from './supergraph-options.ts';
import { createHolder } from './tarpit/create-holder.ts';
import { holdAnswers } from './tarpit/hold-answers.ts';
import type { Tarpit } from './tarpit/tarpit.ts';

export interface GatewayAppDeps extends Omit<SupergraphOptions, 'httpServer' | 'places'>, IdentifyDeps {
  readonly streams: StreamSettings;
  /** A client gets this long to send its request, so that slow ones cannot gather. */
  readonly uploadMs: number;
  /** How long a request may take in all. */
  readonly requestMs: number;
  readonly health: Health;
  readonly explorer: boolean;
  readonly corsOrigins: readonly string[];
  /** Whether browsers may call from any origin on this computer, too. */
  readonly localOrigins: boolean;
  /** Whether Apollo's own page for asking graphs may call. */
  readonly sandbox: boolean;
  /** Gets what takes later supergraphs, once the first one is served. */
  readonly followSupergraph?: (take: TakeSupergraph) => void;
  /** Addresses and networks whose `x-forwarded-for` is believed; anybody else's address is the one they come from. */
  readonly trustedProxies: readonly string[];
  /** Without it no answer is held. */
  readonly tarpit?: Tarpit | undefined;
}

const BODY_LIMIT = 100_000;
/** Slow clients are looked for at least this often. */
const SLOW_CHECK_MS = 5_000;
/** Fastify takes what closes for a plugin that hangs otherwise: the last answers may take thirteen seconds. */
const STOP_MS = 20_000;
const SHORTEST_SILENCE_MS = 30_000;
const STUDIO = 'https://studio.apollographql.com';
/** A browser application that somebody develops on this computer, whatever its port. */
const LOCAL = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;
/** A browser asks once in this time whether it may. */
const PREFLIGHT_SECONDS = 600;

/** The one door, not yet listening. */
export async function buildGatewayApp(deps: GatewayAppDeps): Promise<FastifyInstance> {
  const { health, metrics, logger, trustedProxies, tarpit } = deps;
  const holder = tarpit && createHolder({ tarpit, metrics });
  const app = fastify({
    clientErrorHandler: refuseBroken(holder),
    bodyLimit: BODY_LIMIT,
    requestTimeout: deps.uploadMs,
    connectionTimeout: silenceMs(deps),
    pluginTimeout: STOP_MS,
    // Node looks at neither limit as long as the one of the headers is the longer one.
    http: {
      requestTimeout: deps.uploadMs,
      headersTimeout: deps.uploadMs,
      connectionsCheckingInterval: Math.min(deps.uploadMs, SLOW_CHECK_MS),
    },
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
  });
  // Before all others: what it cuts costs nothing else.
  limitPipelining(app, metrics);
  answerErrors(app, logger);
  timeRequests(app, metrics);
  logRequests(app, deps);
  if (holder !== undefined) holdAnswers(app, holder);
  scopeRequests(app, (request) => noteOf(request).traceparent);
  gatherChunks(app, BODY_LIMIT);
  addHealthRoutes(app, health);
  if (deps.explorer) addExplorer(app, { plans: showsPlans(deps) });
  secureAnswers(app);
  await app.register(cors, {
    origin: originsOf(deps),
    credentials: true,
    methods: ['POST', 'GET', 'PUT', 'DELETE'],
    exposedHeaders: ['retry-after', 'www-authenticate'],
    maxAge: PREFLIGHT_SECONDS,
  });
  const places = createStreamPlaces(deps.streams);
  const supergraph = await serveSupergraph({ ...deps, places, httpServer: app.server });
  const contextOf = createContexts(deps.requestMs);
  if (deps.safelist !== undefined) safelistOnly(app, deps.safelist);
  if (supergraph.short !== undefined) {
    const { known, examined } = supergraph.short;
    const serve = serveReady(known, contextOf);
    serveKnown(app, known, serve);
    serveExamined(app, examined, serve);
  }
  refuseRequests(app);
  identifyViewers(app, deps);
  // What comes from outside is not inflated: a small body could be an endless one.
  await app.register(compress, { globalDecompression: false, encodings: ['br', 'gzip'] });
  serveSubscriptions(app, { ...deps, ...deps.streams, places, origins: originsOf(deps), live: supergraph.live });
  // The engine drains: it stops accepting, ends idle connections, and the others with their last answer. Fastify alone
  // would wait for the keep-alive time of a connection that was busy when the stop began.
  app.addHook('preClose', () => supergraph.close());
  deps.followSupergraph?.(supergraph.update);
  await app.register(fastifyApollo(supergraph.apollo), {
    path: '/graphql',
    method: ['GET', 'POST'],
    context: async (request, reply) => contextOf(request, reply),
  });
  return app;
}

/** A connection is cut on which nothing was read or written for so long: answers that nobody takes are kept until then. */
function silenceMs({ requestMs, uploadMs, streams: { heartbeatMs, stuckMs } }: GatewayAppDeps): number {
  return 2 * Math.max(SHORTEST_SILENCE_MS, requestMs, uploadMs, heartbeatMs, stuckMs);
}

/** Where pages may be from that call: these may read the answers, and subscribe. */
function originsOf({ corsOrigins, sandbox, localOrigins }: GatewayAppDeps): (string | RegExp)[] {
  return [...corsOrigins, ...(sandbox ? [STUDIO] : []), ...(localOrigins ? [LOCAL] : [])];
}

/** Knows who asks before the body is read: a token that is worthless costs no parsing. */
function identifyViewers(app: FastifyInstance, deps: GatewayAppDeps): void {
  // No promise of the reply: it is kept also when the client leaves, and the route would then run what was refused.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.routeOptions.url?.startsWith('/graphql')) return done();
    identifyViewer(request.headers.authorization, deps)
      .then(
        (viewer) => {
          noteOf(request).viewer = viewer;
          done();
        },
        (error: unknown) => void refuse(error, reply),
      )
      .catch(done);
  });

  function refuse(error: unknown, reply: FastifyReply): FastifyReply {
    if (error instanceof GraphQLError)
      return answerRefusal(reply.header('www-authenticate', 'Bearer error="invalid_token"'), 401, error);
    deps.logger.error({ err: error }, 'the keys that verify access tokens are unavailable');
    const unavailable = codedError('SUBGRAPH_UNAVAILABLE', 'Signing in is not possible at the moment.', {
      service: 'user',
    });
    return answerRefusal(reply, 503, unavailable);
  }
}
