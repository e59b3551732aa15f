import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { measureOperations, operationMetrics } from '@rushgraph/service';
import { type AnswerKnown, answerKnown } from './answer-known/answer-known.ts';
import { createKnownOperations, rememberKnown } from './answer-known/known-operations.ts';
import type { GatewayContext } from './context.ts';
import { createGateway } from './create-gateway.ts';
import { createExamination } from './examine-operations/examination.ts';
import { createExaminer } from './examine-operations/examiner.ts';
import type { ServeExaminedDeps } from './examine-operations/serve-examined.ts';
import { tellRefusals } from './examine-operations/tell-refusals.ts';
import { createOperationCheck } from './limit-operations/check-operation.ts';
import { checkScalars } from './limit-operations/check-scalars.ts';
import { MAX_PROBLEMS, ownRules } from './limit-operations/own-rules.ts';
import { refuseOperations } from './limit-operations/refuse-operations.ts';
import type { TakeSupergraph } from './load-supergraph/supergraph-source.ts';
import { noteOperations } from './log-requests/note-operations.ts';
import { createGatewayMask } from './mask-errors.ts';
import { rememberDocuments } from './remember-documents.ts';
import { refusePlans } from './show-plans/refuse-plans.ts';
import { createOwnApqCache } from './store-operations/apq-cache.ts';
import { storedQueries } from './store-operations/safelist.ts';
import { reportUsage } from './studio/report-usage.ts';
import { createLive, type Live } from './subscribe/open/live.ts';
import { createUpstreams } from './subscribe/upstream/share-upstreams.ts';
import { createUpstreamClients } from './subscribe/upstream/upstream-clients.ts';
import type { SupergraphOptions } from './supergraph-options.ts';

export interface Supergraph {
  readonly apollo: ApolloServer<GatewayContext>;
  readonly live: Live;
  /** Undefined where every operation is to be seen by Apollo Server: by its own executor, and for the reports to Studio. */
  readonly short: ShortWay | undefined;
  /** Serves another supergraph from now on; requests that have begun end with the last one. */
  readonly update: TakeSupergraph;
  close(): Promise<void>;
}

/** How operations are answered that Apollo Server need not see. */
export interface ShortWay {
  readonly known: AnswerKnown;
  readonly examined: ServeExaminedDeps;
}

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
  const documents = rememberDocuments(DOCUMENT_BYTES);
  const { gateway, engine, update, close } = await createGateway(options, upstreamClients, documents);
  const examiner = createExaminer(options);
  const examination = createExamination({ ...options, engine, documents, examiner });
  const live = createLive({
    ...options,
    engine,
    mask,
    checkOperation,
    examination,
    upstreams: createUpstreams({
      ...options,
      clientOf: upstreamClients.of,
      firstMs: options.timeoutMs,
      patienceMs: options.upstreamPatienceMs,
    }),
  });
  const measure = measureOperations(metrics);
  const known = createKnownOperations();
  const isShort = options.engine === 'compiled' && studio === undefined;
  const storedTexts = storedTextsOf(options);
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    ...(studio !== undefined && { apollo: { key: studio.key, graphRef: studio.graphRef } }),
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxTokens: limits.tokens },
    documentStore: documents,
    validationRules: [...ownRules],
    validationOptions: { maxErrors: MAX_PROBLEMS },
    persistedQueries: { cache: storedTexts },
    formatError: mask,
    logger,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // No answer is kept by anybody: `secureAnswers` says so, without a policy for each field.
      ApolloServerPluginCacheControlDisabled(),
      ...reportUsage(options),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: DRAIN_LIMIT_MS }),
      operationMetrics<GatewayContext>(metrics, measure),
      ...(isShort ? [rememberKnown(known)] : []),
      noteOperations(options.use),
      checkScalars(),
      refusePlans(options),
      refuseOperations({ ...options, checkOperation }),
    ],
  });
  await apollo.start();
  const answers = answerKnown({ ...options, known, documents, engine, checkOperation, mask, measure });
  const examined = { examination, storedTexts, tell: tellRefusals({ engine, mask, measure }), known: answers };
  return {
    apollo,
    live,
    short: isShort ? { known: answers, examined } : undefined,
    update,
    async close() {
      await apollo.stop();
      await Promise.all([examiner.stop(), close()]);
    },
  };
}

function storedTextsOf({ apqCache = createOwnApqCache(), safelist }: SupergraphOptions) {
  return safelist === undefined ? apqCache : storedQueries(safelist);
}

/** Some 4,000 operations of 100 characters. */
const DOCUMENT_BYTES = 33_554_432;
/** Three heartbeats of a subgraph. */
const UPSTREAM_SILENT_MS = 15_000;
