import { Supergraph } from '@apollo/federation-internals';
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayContext } from '../src/context.ts';
import { createEngine, type EngineOptions } from '../src/engine/engine.ts';
import type { SubgraphClient } from '../src/fetch-subgraphs/subgraph-client.ts';
import { rememberDocuments } from '../src/remember-documents.ts';
import { createFakeAnswers } from './fake-answers.ts';

const DOCUMENT_BYTES = 33_554_432;

/** The engine behind Apollo Server, without a network: subgraphs answer in the process. */
export async function startLoneEngine(
  options: Pick<EngineOptions, 'supergraphSdl' | 'maxPlanBytes' | 'warmOperations' | 'readElsewhere' | 'planBeside'>,
) {
  const answer = createFakeAnswers(Supergraph.build(options.supergraphSdl).schema.toGraphQLJSSchema());
  const client: SubgraphClient = {
    async send({ body }) {
      const { query, variables } = JSON.parse(body);
      // A deployed subgraph answers with text.
      return { kind: 'answer', answer: JSON.parse(JSON.stringify(answer(query, variables ?? {}))) };
    },
    explain: (code) => [{ message: 'away', extensions: { code } }],
  };
  const documents = rememberDocuments(DOCUMENT_BYTES);
  const engine = createEngine({
    ...options,
    documents,
    clientFor: () => client,
    maxEvaluatedPlans: 64,
    maxPaths: 500,
    queryPlans: false,
    now: () => new Date(),
  });
  let parsed = 0;
  const server = new ApolloServer<GatewayContext>({
    gateway: engine,
    documentStore: documents,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      {
        async requestDidStart() {
          return {
            async parsingDidStart() {
              parsed += 1;
            },
          };
        },
      },
    ],
  });
  await server.start();
  const headers = new HeaderMap([['content-type', 'application/json']]);

  async function ask(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    from: Partial<GatewayContext> = {},
  ): Promise<string> {
    const { body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body: { query, variables } },
      context: async () => ({ ...context(), ...from }),
    });
    return body.kind === 'complete' ? body.string : '"errors"';
  }

  /** How many texts Apollo Server has read. */
  return { ask, engine, parsed: () => parsed, close: () => server.stop() };
}

function context(): GatewayContext {
  return {
    note: { traceparent: '', codes: [] },
    viewer: { kind: 'anonymous' },
    traceparent: '',
    refreshCookies: undefined,
    clientAddress: '127.0.0.1',
    timeLeftMs: () => 10_000,
    signal: new AbortController().signal,
    setCookie: () => undefined,
  };
}
