import type { Readable } from 'node:stream';
import { codedError } from '@rushgraph/identity';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { z } from 'zod';
import type { Metrics } from '../metrics.ts';
import { answerStream } from './answer-stream.ts';
import { eventStream } from './event-stream.ts';
import { errorAnswer } from './mask-errors.ts';

export interface StreamOperationsOptions<Context> {
  readonly schema: GraphQLSchema;
  /** Called for the subscription, and again for each event. */
  readonly contextOf: (request: FastifyRequest, reply: FastifyReply) => Context;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly metrics: Metrics;
  readonly maxTokens: number;
  /** Streams that may be open at once. Default 20,000. */
  readonly maxStreams?: number;
  /** Default 5,000. */
  readonly heartbeatMs?: number;
  /** Default 30,000. */
  readonly stuckMs?: number;
}

const parameters = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

interface Subscribing {
  readonly document: DocumentNode;
  readonly operationName?: string;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

const MAX_STREAMS = 20_000;
const HEARTBEAT_MS = 5_000;
const STUCK_MS = 30_000;

/**
 * Serves the subscriptions of a subgraph at `POST /graphql/stream`, as server-sent events: each event is the answer to the
 * operation at that moment. When the server stops, streams end without `complete`: whoever follows them asks elsewhere.
 */
export function streamOperations<Context>(app: FastifyInstance, options: StreamOperationsOptions<Context>): void {
  const { schema, contextOf, metrics, maxStreams = MAX_STREAMS } = options;
  const open = new Set<Readable>();
  const gauge = metrics.gauge('graphql_streams_open', 'Subscriptions that are open');

  app.addHook('preClose', async () => {
    for (const body of open) body.destroy();
  });
  app.post('/graphql/stream', async (request, reply) => {
    const asked = readSubscription(request.body, options);
    if ('refusal' in asked) return reply.code(400).send(errorAnswer(asked.refusal));
    if (open.size >= maxStreams)
      return reply.code(503).send(errorAnswer(codedError('RATE_LIMITED', 'Too many subscriptions are open here.')));
    const argsOf = () => ({ schema, ...asked, contextValue: contextOf(request, reply) });
    const source = await createSourceEventStream(argsOf());
    const answers =
      Symbol.asyncIterator in source
        ? eachAnswered(source[Symbol.asyncIterator](), (event) => execute({ ...argsOf(), rootValue: event }))
        : onlyOne(source);
    const body = answerStream(answers, {
      framing: eventStream,
      heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
      stuckMs: options.stuckMs ?? STUCK_MS,
    });
    open.add(body);
    gauge.set(open.size);
    body.once('close', () => {
      open.delete(body);
      gauge.set(open.size);
    });
    return reply.type(eventStream.contentType).send(body);
  });

  /** Not a generator: that could not be left while it waits for an event. */
  function eachAnswered(
    events: AsyncIterator<unknown>,
    answerTo: (event: unknown) => ReturnType<typeof execute>,
  ): AsyncIterator<string> {
    return {
      async next() {
        const { done, value } = await events.next();
        return done === true
          ? { done, value: undefined }
          : { done: false, value: textOf(await answerTo(value), options) };
      },
      async return() {
        await events.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  async function* onlyOne(result: ExecutionResult): AsyncGenerator<string> {
    yield textOf(result, options);
  }
}

function textOf(
  { data, errors }: ExecutionResult,
  { formatError }: Pick<StreamOperationsOptions<unknown>, 'formatError'>,
): string {
  return JSON.stringify({ data, errors: errors?.map((error) => formatError(error.toJSON(), error)) });
}

function readSubscription(
  body: unknown,
  { schema, maxTokens }: Pick<StreamOperationsOptions<unknown>, 'schema' | 'maxTokens'>,
): Subscribing | { readonly refusal: GraphQLError } {
  const given = parameters.safeParse(body);
  if (!given.success) return { refusal: codedError('BAD_USER_INPUT', 'A subscription must be given as JSON.') };
  const operationName = given.data.operationName ?? undefined;
  try {
    const document = parse(given.data.query, { maxTokens });
    const [problem] = validate(schema, document, undefined, { maxErrors: 1 });
    if (problem !== undefined) return { refusal: codedError('GRAPHQL_VALIDATION_FAILED', problem.message) };
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
      return { refusal: codedError('BAD_USER_INPUT', 'Only subscriptions are answered here.') };
    const variableValues = given.data.variables ?? {};
    return { document, variableValues, ...(operationName !== undefined && { operationName }) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { refusal: codedError('GRAPHQL_PARSE_FAILED', error.message) };
  }
}
