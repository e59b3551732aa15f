import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { createErrorMask, type Logger, type Metrics, operationMetrics } from '@rushgraph/service';
import type { GatewayContext } from './context.ts';
import { sharedRootFields } from './fetch-subgraphs/shared-root-fields.ts';
import { createSubgraphDataSource, type SubgraphDataSource } from './fetch-subgraphs/subgraph-data-source.ts';

export interface SupergraphOptions {
  readonly supergraphSdl: string;
  /** Where subgraphs are that are not where the supergraph says. */
  readonly urls: ReadonlyMap<string, string>;
  readonly keys: ReadonlyMap<string, Buffer>;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly introspection: boolean;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Supergraph {
  readonly apollo: ApolloServer<GatewayContext>;
  close(): Promise<void>;
}

const MAX_TOKENS = 5_000;

/** The engine behind `/graphql`: plans each operation over the subgraphs and masks what nobody should see. */
export async function serveSupergraph(options: SupergraphOptions): Promise<Supergraph> {
  const { supergraphSdl, urls, keys, logger, metrics, introspection } = options;
  const shared = sharedRootFields(supergraphSdl);
  const sources: SubgraphDataSource[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger,
    buildService({ name, url }) {
      const key = keys.get(name);
      if (key === undefined) throw new Error(`VIEWER_KEYS has no key for the subgraph ${name}`);
      const source = createSubgraphDataSource({
        ...options,
        name,
        url: urls.get(name) ?? url ?? '',
        key,
        sharedRootFields: shared,
      });
      sources.push(source);
      return source;
    },
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxTokens: MAX_TOKENS },
    formatError: createErrorMask(logger),
    logger,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationMetrics<GatewayContext>(metrics),
    ],
  });
  await apollo.start();
  return {
    apollo,
    async close() {
      await apollo.stop();
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}
