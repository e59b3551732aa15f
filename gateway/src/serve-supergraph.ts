import type { Server } from 'node:http';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { type Logger, type Metrics, operationMetrics } from '@rushgraph/service';
import { refuseTelemetry } from './config.ts';
import type { GatewayContext } from './context.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { sharedRootFields } from './fetch-subgraphs/shared-root-fields.ts';
import { createSubgraph, type Subgraph, TRACE_HEADER } from './fetch-subgraphs/subgraph.ts';
import { createGatewayMask } from './mask-errors.ts';

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
  readonly timeoutMs: number;
  readonly connections: number;
  readonly introspection: boolean;
  /** Drained when the engine stops. */
  readonly httpServer: Server;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Supergraph {
  readonly apollo: ApolloServer<GatewayContext>;
  close(): Promise<void>;
}

const MAX_TOKENS = 5_000;
/** Problems of an operation that are told; a hostile one could have thousands. */
const MAX_PROBLEMS = 10;
/** Within the time that the lifecycle gives one step. */
const DRAIN_LIMIT_MS = 9_000;

/** The engine behind `/graphql`: plans each operation over the subgraphs and masks what nobody should see. */
export async function serveSupergraph(options: SupergraphOptions): Promise<Supergraph> {
  const { logger, metrics, introspection, httpServer } = options;
  const { gateway, subgraphs } = createGateway(options);
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: true,
    validationOptions: { maxErrors: MAX_PROBLEMS },
    formatError: createGatewayMask(logger),
    logger,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: DRAIN_LIMIT_MS }),
      operationMetrics<GatewayContext>(metrics),
    ],
  });
  await apollo.start();
  return {
    apollo,
    async close() {
      await apollo.stop();
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    },
  };
}

/** Ways that are weighed for one plan, and followed for one field; a hostile operation could have millions. */
const PLANNER_LIMITS = { maxEvaluatedPlans: 64, maxPaths: 500 };
/** A new supergraph is served once this many operations are planned for it. */
const WARM_OPERATIONS = 200;

function createGateway(options: SupergraphOptions) {
  const { supergraphSdl, urls, keys } = options;
  const shared = sharedRootFields(supergraphSdl);
  const subgraphs: Subgraph[] = [];
  const clientFor = ({ name, url }: { name: string; url: string }): Subgraph => {
    const key = keys.get(name);
    if (key === undefined) throw new Error(`VIEWER_KEYS has no key for the subgraph ${name}`);
    const subgraph = createSubgraph({ ...options, name, url: urls.get(name) ?? url, key, sharedRootFields: shared });
    subgraphs.push(subgraph);
    return subgraph;
  };
  const gateway = options.engine === 'apollo' ? apolloGateway(options, clientFor) : compiledEngine(options, clientFor);
  return { gateway, subgraphs };
}

type ClientFor = (place: { name: string; url: string }) => Subgraph;

function compiledEngine({ supergraphSdl, planCacheBytes, metrics }: SupergraphOptions, clientFor: ClientFor): Engine {
  const planning = metrics.histogram('gateway_planning_seconds', 'Time for planning one root field or mutation', []);
  const engine = createEngine({
    supergraphSdl,
    clientFor,
    ...PLANNER_LIMITS,
    maxPlanBytes: planCacheBytes,
    warmOperations: WARM_OPERATIONS,
    onPlanned: (seconds) => planning.observe({}, seconds),
  });
  return engine;
}

function apolloGateway({ supergraphSdl, logger }: SupergraphOptions, clientFor: ClientFor): ApolloGateway {
  refuseTelemetry();
  return new ApolloGateway({
    supergraphSdl,
    logger,
    // Said here, because the library would ask NODE_ENV. With the second, one header makes it show its query plans.
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
    buildService: ({ name, url = '' }) => dataSourceOf(clientFor({ name, url })),
  });
}

function dataSourceOf(subgraph: Subgraph): GraphQLDataSource<GatewayContext> {
  return {
    async process(fetch) {
      if (!('incomingRequestContext' in fetch)) throw new Error(`nothing asks subgraphs for a ${fetch.kind}`);
      const { query = '', variables = {}, operationName, http } = fetch.request;
      const trace = http?.headers.get(TRACE_HEADER);
      return subgraph.fetch({ query, variables, operationName, ...(trace != null && { trace }) }, fetch.context);
    },
  };
}
