import type { Server } from 'node:http';
import { ApolloServer, type PersistedQueryOptions } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { PolicySettings } from '@rushgraph/resilience';
import { atMostOneOf, type Health, type Logger, type Metrics, operationMetrics } from '@rushgraph/service';
import type { GatewayContext } from './context.ts';
import { createGateway } from './create-gateway.ts';
import type { Compression } from './fetch-subgraphs/decompress.ts';
import type { DenyList } from './identify/deny-list.ts';
import { createOperationCheck } from './limit-operations/check-operation.ts';
import { checkScalars } from './limit-operations/check-scalars.ts';
import type { OperationLimits } from './limit-operations/limits.ts';
import { noMisleadingAliases } from './limit-operations/no-misleading-aliases.ts';
import { refuseOperations } from './limit-operations/refuse-operations.ts';
import type { RateLimits } from './limit-rates/limit-rates.ts';
import type { TakeSupergraph } from './load-supergraph/supergraph-source.ts';
import { noteOperations } from './log-requests/note-operations.ts';
import { createGatewayMask } from './mask-errors.ts';
import { refusePlans } from './show-plans/refuse-plans.ts';
import { type Safelist, storedQueries } from './store-operations/safelist.ts';
import { type ReportUsageDeps, reportUsage } from './studio/report-usage.ts';
import { createDocuments } from './subscribe/ask/read-document.ts';
import type { StreamPlaces } from './subscribe/limit-streams.ts';
import { createLive, type Live } from './subscribe/live.ts';
import { createUpstreams } from './subscribe/upstream/share-upstreams.ts';
import { createUpstreamClients } from './subscribe/upstream/upstream-clients.ts';

export interface SupergraphOptions extends ReportUsageDeps {
  readonly supergraphSdl: string;
  /** What runs between plan and answer: our compiled engine, or Apollo's own executor. Both plan with Apollo's planner. */
  readonly engine: 'compiled' | 'apollo';
  /** Bytes of query plans that are remembered. */
  readonly planCacheBytes: number;
  /** Whether queries of one viewer that are alike and under way at the same time are one call to a subgraph. */
  readonly collapseQueries: boolean;
  /** Where subgraphs are that are not where the supergraph says. */
  readonly urls: ReadonlyMap<string, string>;
  /** What each subgraph's calls are signed with. Without a key for one of them there is no start. */
  readonly keys: ReadonlyMap<string, Buffer>;
  /** The longest that one fetch may take, with all its tries. */
  readonly timeoutMs: number;
  /** When each subgraph is asked again, and when not any more. */
  readonly policyOf: (subgraph: string) => PolicySettings;
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
  /** Whether a request may ask for its query plan instead of its data. */
  readonly queryPlans: boolean;
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
  /** Serves another supergraph from now on; requests that have begun end with the last one. */
  readonly update: TakeSupergraph;
  close(): Promise<void>;
}

/** Each tries or makes a password: a hundred of them must be a hundred requests, which can be counted. */
const CREDENTIAL_MUTATIONS = ['signUp', 'login', 'refreshSession', 'deleteAccount'];
/** Problems of an operation that are told; a hostile one could have thousands. */
const MAX_PROBLEMS = 10;
/** Ten thousand requests that are under way take a busy computer as long; what is not answered then is broken off. */
const DRAIN_LIMIT_MS = 13_000;

/** The engine behind `/graphql`: plans each operation over the subgraphs and masks what nobody should see. */
export async function serveSupergraph(options: SupergraphOptions): Promise<Supergraph> {
  const { logger, metrics, introspection, limits, httpServer, studio } = options;
  const checkOperation = createOperationCheck(limits);
  const mask = createGatewayMask(logger);
  const upstreamClients = createUpstreamClients({
    ...options,
    connectMs: options.timeoutMs,
    silentMs: UPSTREAM_SILENT_MS,
  });
  const { gateway, engine, update, close } = createGateway(options, upstreamClients);
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
    ...(studio !== undefined && { apollo: { key: studio.key, graphRef: studio.graphRef } }),
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
      ...reportUsage(options),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: DRAIN_LIMIT_MS }),
      operationMetrics<GatewayContext>(metrics),
      noteOperations(),
      checkScalars(),
      refusePlans(options),
      refuseOperations({ ...options, checkOperation }),
    ],
  });
  await apollo.start();
  return {
    apollo,
    live,
    update,
    async close() {
      await apollo.stop();
      await close();
    },
  };
}

function persistedQueries({ apqCache, safelist }: SupergraphOptions): PersistedQueryOptions {
  const cache = safelist === undefined ? apqCache : storedQueries(safelist);
  return cache === undefined ? {} : { cache };
}

/** Three heartbeats of a subgraph. */
const UPSTREAM_SILENT_MS = 15_000;
