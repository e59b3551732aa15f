import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { Logger } from '@rushgraph/service';
import { refuseTelemetry } from '../config.ts';
import type { GatewayContext } from '../context.ts';
import { TRACE_HEADER } from '../fetch-subgraphs/call-subgraph.ts';
import type { Subgraph } from '../fetch-subgraphs/subgraph.ts';
import { answerIntrospection } from './answer-introspection.ts';
import { withLayer } from './layer.ts';
import { narrowDocument } from './narrow-document.ts';
import { reportNullCompletion } from './report-null-completion.ts';

export interface ApolloEngineOptions {
  readonly supergraphSdl: string;
  /** Ways to answer one operation that the planner compares; they multiply where several subgraphs have a field. */
  readonly plans: number;
  readonly clientFor: (place: { readonly name: string; readonly url: string }) => Subgraph;
  readonly logger: Logger;
}

export interface UpdatableGateway extends GatewayInterface {
  /** Takes a new supergraph. Rejects one that cannot be read; the last stays. */
  update(supergraphSdl: string): Promise<void>;
}

/** Apollo's own planner and executor over our subgraphs, mended where they are wrong or silent. */
export function createApolloEngine({ supergraphSdl, plans, clientFor, logger }: ApolloEngineOptions): UpdatableGateway {
  refuseTelemetry();
  let apply: ((supergraphSdl: string) => void) | undefined;
  const gateway = new ApolloGateway({
    async supergraphSdl({ update }) {
      apply = update;
      return { supergraphSdl };
    },
    logger,
    // Said here, because the library would ask NODE_ENV. With the second, one header makes it show its query plans.
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { debug: { maxEvaluatedPlans: plans } },
    buildService: ({ name, url = '' }) => dataSourceOf(clientFor({ name, url })),
  });
  const layers = [reportNullCompletion, answerIntrospection, narrowDocument];
  return {
    ...layers.reduce<GatewayInterface>(withLayer, gateway),
    async update(next) {
      if (apply === undefined) throw new Error('A supergraph was to be replaced before the first one was loaded');
      apply(next);
    },
  };
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
