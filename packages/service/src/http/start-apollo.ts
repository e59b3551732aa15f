import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema, ValidationRule } from 'graphql';
import { createErrorMask } from '../graphql/mask-errors.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { DocumentStore } from './answer-known.ts';
import { type MeasureOperation, operationMetrics } from './operation-metrics.ts';

/** Tokens of one document. */
export const MAX_TOKENS = 10_000;
/** Within the time that the lifecycle gives one step. */
const DRAIN_LIMIT_MS = 9_000;

interface ApolloOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly measure: MeasureOperation;
  readonly documentStore: DocumentStore;
  readonly introspection: boolean;
  readonly validationRules?: readonly ValidationRule[];
}

/** The engine of a subgraph, which answers already. It drains when it is stopped. */
export async function startApollo<Context extends BaseContext>(
  schema: GraphQLSchema,
  { logger, metrics, measure, documentStore, introspection, validationRules = [] }: ApolloOptions,
  app: FastifyInstance,
): Promise<ApolloServer<Context>> {
  const apollo = new ApolloServer<Context>({
    schema,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    // Persisted queries are the gateway's business.
    persistedQueries: false,
    validationRules: [...validationRules],
    parseOptions: { maxTokens: MAX_TOKENS },
    maxRecursiveSelections: true,
    documentStore,
    formatError: createErrorMask(logger),
    logger,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It would wrap every resolver, for a policy that only the gateway's answers need.
      ApolloServerPluginCacheControlDisabled(),
      // The gateway reports, and whoever composes the supergraph publishes it.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer: app.server, stopGracePeriodMillis: DRAIN_LIMIT_MS }),
      // Traces for Apollo Studio, made only when the gateway asks for one.
      ApolloServerPluginInlineTrace({ includeErrors: { masked: true } }),
      operationMetrics(metrics, measure),
    ],
  });
  await apollo.start();
  return apollo;
}
