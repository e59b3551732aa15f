import { Supergraph } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { composeSupergraph } from '@rushgraph/schema-registry/compose';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { refuseTelemetry } from '../../src/config.ts';
import type { GatewayContext } from '../../src/context.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { readAnswer } from '../../src/fetch-subgraphs/read-answer.ts';
import type { SubgraphClient } from '../../src/fetch-subgraphs/subgraph-client.ts';
import type { DrawnOperation } from './operations.ts';
import { runSubgraph, subgraphSdl } from './subgraphs.ts';
import type { Universe } from './universe.ts';
import { createWorld, type World } from './values.ts';

export type Ask = (document: DocumentNode, operation: DrawnOperation) => Promise<ExecutionResult>;

const nothing = () => undefined;
const noLogger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Changes what a subgraph answers, or lets it fail; the number tells the calls of one operation apart. */
export type Meddle = (text: string, call: number) => string | undefined;

export interface Contestants {
  readonly schema: GraphQLSchema;
  /** The whole schema executed as one server. */
  readonly truth: Ask;
  readonly compiled: Ask;
  readonly stock: Ask;
}

export interface Rivalry {
  readonly supergraphSdl: string;
  /** What a subgraph answers; undefined when it is away. */
  readonly answerOf: (subgraph: string, body: string) => Promise<string | undefined>;
  /** How the one server answers. */
  readonly whole: Pick<World, 'fieldResolver' | 'typeResolver'>;
}

/** Three ways to answer for one universe; undefined when its subgraphs cannot be composed. */
export async function contestants(
  universe: Universe,
  failures: number,
  meddle: Meddle = (text) => text,
): Promise<Contestants | undefined> {
  const composition = composeSupergraph(
    universe.subgraphs.map((name) => ({ name, url: `http://${name}.test`, sdl: subgraphSdl(universe, name) })),
  );
  if (!composition.ok) return undefined;
  const answers = createWorld(universe, failures, false);
  const running = new Map(universe.subgraphs.map((name) => [name, runSubgraph(universe, name, answers)]));
  let calls = 0;
  const counting = (ask: Ask): Ask => {
    return (document, drawn) => {
      calls = 0;
      return ask(document, drawn);
    };
  };
  const all = await rivals({
    supergraphSdl: composition.supergraphSdl,
    whole: createWorld(universe, failures, true),
    async answerOf(name, body) {
      calls += 1;
      const call = calls;
      return meddle((await running.get(name)?.answer(body)) ?? '', call);
    },
  });
  return { ...all, compiled: counting(all.compiled), stock: counting(all.stock) };
}

/** The engine, the stock executor and one server, over the same subgraphs. */
export async function rivals({ supergraphSdl, answerOf, whole }: Rivalry): Promise<Contestants> {
  const clientFor = ({ name }: { name: string }): SubgraphClient => ({
    async send({ body }) {
      const text = await answerOf(name, body);
      if (text === undefined) return { kind: 'failure', code: 'SUBGRAPH_UNAVAILABLE' };
      try {
        return { kind: 'answer', answer: readAnswer(200, JSON.parse(text)) };
      } catch {
        return { kind: 'failure', code: 'SUBGRAPH_UNAVAILABLE' };
      }
    },
    explain: (code) => [{ message: 'away', extensions: { code } }],
  });
  const engine = createEngine({
    supergraphSdl,
    clientFor,
    maxEvaluatedPlans: 64,
    maxPaths: 500,
    maxPlanBytes: 10_000_000,
    warmOperations: 0,
    queryPlans: false,
    now: () => new Date(),
  });
  refuseTelemetry();
  const stock = () =>
    new ApolloGateway({
      supergraphSdl,
      logger: noLogger,
      buildService: ({ name }) => ({
        async process({ request: { query, variables, operationName } }) {
          return JSON.parse((await answerOf(name, JSON.stringify({ query, variables, operationName }))) ?? '{}');
        },
      }),
    });
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  return {
    schema,
    truth: async (document, { variables }) => execute({ schema, document, variableValues: variables, ...pick(whole) }),
    compiled: await serve(engine),
    stock: whenAsked(() => serve(stock())),
  };
}

function pick({ fieldResolver, typeResolver }: Rivalry['whole']) {
  return { fieldResolver, typeResolver };
}

/** Building a gateway takes longer than most of its answers: one that nobody asks is not built. */
function whenAsked(make: () => Promise<Ask>): Ask {
  let made: Promise<Ask> | undefined;
  return async (document, operation) => {
    made ??= make();
    return (await made)(document, operation);
  };
}

/** As a client asks it, without the network. */
async function serve(gateway: GatewayInterface): Promise<Ask> {
  const server = new ApolloServer<Pick<GatewayContext, 'signal'>>({
    gateway,
    introspection: true,
    logger: noLogger,
    stopOnTerminationSignals: false,
    // The texts are all different, and a table of them is no part of the comparison.
    documentStore: null,
    plugins: [ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginLandingPageDisabled()],
  });
  await server.start();
  const contextValue = { signal: new AbortController().signal };
  return async (document, { variables }) => {
    const { body } = await server.executeOperation({ query: document, variables: { ...variables } }, { contextValue });
    if (body.kind !== 'single') throw new Error('The answer comes in parts');
    const { data, errors } = body.singleResult;
    return { ...(data !== undefined && { data }), ...(errors !== undefined && { errors: errors.map(asError) }) };
  };
}

function asError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path, extensions });
}
