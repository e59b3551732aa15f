import type { Server } from 'node:http';
import { ApolloServer, type PersistedQueryOptions } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { PolicySettings } from '@rushgraph/resilience';
import { atMostOneOf, type Health, type Logger, type Metrics, operationMetrics } from '@rushgraph/service';
import type { GatewayContext } from './context.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import type { Compression } from './fetch-subgraphs/decompress.ts';
import { sharedRootFields } from './fetch-subgraphs/shared-root-fields.ts';
import { createSubgraph, type Subgraph } from './fetch-subgraphs/subgraph.ts';
import type { DenyList } from './identify/deny-list.ts';
import { createOperationCheck } from './limit-operations/check-operation.ts';
import { checkScalars } from './limit-operations/check-scalars.ts';
import type { OperationLimits } from './limit-operations/limits.ts';
import { noMisleadingAliases } from './limit-operations/no-misleading-aliases.ts';
import { refuseOperations } from './limit-operations/refuse-operations.ts';
import type { RateLimits } from './limit-rates/limit-rates.ts';
import { noteOperations } from './log-requests/note-operations.ts';
import { createGatewayMask } from './mask-errors.ts';
import { createApolloEngine } from './plan-with-apollo/apollo-engine.ts';
import { type Safelist, storedQueries } from './store-operations/safelist.ts';
import { createDocuments } from './subscribe/ask/read-document.ts';
import type { StreamPlaces } from './subscribe/limit-streams.ts';
import { createLive, type Live } from './subscribe/live.ts';
import { createUpstreams } from './subscribe/upstream/share-upstreams.ts';
import { createUpstreamClients, type UpstreamClients } from './subscribe/upstream/upstream-clients.ts';

export interface SupergraphOptions {
  readonly supergraphSdl: string;
  /** What runs between plan and answer: our compiled engine, or Apollo's own executor. Both plan with Apollo's planner. */
  readonly engine: 'compiled' | 'apollo';
  /** Bytes of query plans that are remembered. */
  readonly planCacheBytes: number;
  /** Where subgraphs are that are not where the supergraph says. */
  readonly urls: ReadonlyMap<string, string>;
  /** What each subgraph's calls are signed with. Without a key for one of them there is no start. */
  readonly keys: ReadonlyMap<string, Buffer>;
  /** The longest that one fetch may take, with all its tries. */
  readonly timeoutMs: number;
  /** When each subgraph is asked again, and when not any more. */
  readonly policyOf: (subgraph: string) => PolicySettings;
  readonly random: () => number;
  readonly connections: number;
  /** Bytes of a subgraph's answer, once inflated. */
  readonly answerLimit: number;
  readonly compression: Compression;
  /** Whether subgraphs behind TLS are offered HTTP/2. */
  readonly http2: boolean;
  /** How often it is looked which subgraphs are there; 0 for never. */
  readonly watchMs: number;
  readonly health: Pick<Health, 'check'>;
  readonly introspection: boolean;
  readonly limits: OperationLimits;
  readonly rates: RateLimits;
  /** Where automatic persisted queries are kept; by default in this process alone. */
  readonly apqCache: PersistedQueryOptions['cache'] | undefined;
  /** When there is one, only its operations are run. */
  readonly safelist: Safelist | undefined;
  /** Ways to answer one operation that the planner compares. */
  readonly plans: number;
  readonly places: StreamPlaces;
  readonly denyList: DenyList;
  /** How long making one answer of a subscription may take. */
  readonly requestMs: number;
  /** How long a subgraph may be away from those who follow its events. */
  readonly upstreamPatienceMs: number;
  /** Drained when the engine stops. */
  readonly httpServer: Server;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Supergraph {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly live: Live;
  close(): Promise<void>;
}

/** Each tries or makes a password: a hundred of them must be a hundred requests, which can be counted. */
const CREDENTIAL_MUTATIONS = ['signUp', 'login', 'refreshSession', 'deleteAccount'];
/** Problems of an operation that are told; a hostile one could have thousands. */
const MAX_PROBLEMS = 10;
/** Within the time that the lifecycle gives one step. */
const DRAIN_LIMIT_MS = 9_000;

/** The engine behind `/graphql`: plans each operation over the subgraphs and masks what nobody should see. */
export async function serveSupergraph(options: SupergraphOptions): Promise<Supergraph> {
  const { logger, metrics, introspection, limits, httpServer } = options;
  const checkOperation = createOperationCheck(limits);
  const mask = createGatewayMask(logger);
  const upstreamClients = createUpstreamClients({
    ...options,
    connectMs: options.timeoutMs,
    silentMs: UPSTREAM_SILENT_MS,
  });
  const { gateway, engine, subgraphs } = createGateway(options, upstreamClients);
  const live = createLive({
    ...options,
    engine,
    mask,
    checkOperation,
    documents: createDocuments({ maxTokens: limits.tokens, maxProblems: MAX_PROBLEMS, introspection }),
    upstreams: createUpstreams({
      ...options,
      clientOf: upstreamClients.of,
      firstMs: options.timeoutMs,
      patienceMs: options.upstreamPatienceMs,
    }),
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [noMisleadingAliases, atMostOneOf(CREDENTIAL_MUTATIONS)],
    validationOptions: { maxErrors: MAX_PROBLEMS },
    persistedQueries: persistedQueries(options),
    formatError: mask,
    logger,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: DRAIN_LIMIT_MS }),
      operationMetrics<GatewayContext>(metrics),
      noteOperations(),
      checkScalars(),
      refuseOperations({ ...options, checkOperation }),
    ],
  });
  await apollo.start();
  return {
    apollo,
    live,
    async close() {
      await apollo.stop();
      await Promise.all([upstreamClients.close(), ...subgraphs.map((subgraph) => subgraph.close())]);
    },
  };
}

function persistedQueries({ apqCache, safelist }: SupergraphOptions): PersistedQueryOptions {
  const cache = safelist === undefined ? apqCache : storedQueries(safelist);
  return cache === undefined ? {} : { cache };
}

/** Three heartbeats of a subgraph. */
const UPSTREAM_SILENT_MS = 15_000;
/** Ways through the subgraphs that are followed for one field; a hostile operation could have millions. */
const MAX_PATHS = 500;
/** A new supergraph is served once this many operations are planned for it. */
const WARM_OPERATIONS = 200;

function createGateway(options: SupergraphOptions, upstreams: UpstreamClients) {
  const { supergraphSdl, urls, keys } = options;
  const shared = sharedRootFields(supergraphSdl);
  const subgraphs = new Map<string, Subgraph>();
  const clientFor = (place: { name: string; url: string }): Subgraph => {
    const { name } = place;
    const key = keys.get(name);
    if (key === undefined) throw new Error(`VIEWER_KEYS has no key for the subgraph ${name}`);
    const url = urls.get(name) ?? place.url;
    upstreams.place(name, url, key);
    const subgraph =
      subgraphs.get(name) ??
      createSubgraph({ ...options, name, url, key, policy: options.policyOf(name), sharedRootFields: shared });
    subgraphs.set(name, subgraph);
    return subgraph;
  };
  // Subscriptions are run by the compiled engine, whichever runs the rest: Apollo's own executor has none.
  const engine = compiledEngine(options, clientFor);
  const gateway = options.engine === 'apollo' ? createApolloEngine({ ...options, clientFor }) : engine;
  return { gateway, engine, subgraphs: [...subgraphs.values()] };
}

type ClientFor = (place: { name: string; url: string }) => Subgraph;

function compiledEngine(options: SupergraphOptions, clientFor: ClientFor): Engine {
  const { supergraphSdl, planCacheBytes, plans, metrics } = options;
  const planning = metrics.histogram('gateway_planning_seconds', 'Time for planning one root field or mutation', []);
  const engine = createEngine({
    supergraphSdl,
    clientFor,
    maxEvaluatedPlans: plans,
    maxPaths: MAX_PATHS,
    maxPlanBytes: planCacheBytes,
    warmOperations: WARM_OPERATIONS,
    onPlanned: (seconds) => planning.observe({}, seconds),
  });
  return engine;
}
