import { signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import type { Logger, Metrics } from '@rushgraph/service';
import { parse } from 'graphql';
import { errors, Pool } from 'undici';
import type { GatewayContext } from '../context.ts';
import { passingCookies } from './cookies.ts';
import { deduplicateRepresentations } from './deduplicate.ts';
import { failurePaths } from './failure-paths.ts';
import { knowViewer } from './know-viewer.ts';
import { type Answer, readAnswer } from './read-answer.ts';
import type {
  CallFailure,
  CallResult,
  MissingParts,
  SubgraphCall,
  SubgraphClient,
  SubgraphError,
} from './subgraph-client.ts';

export interface SubgraphOptions {
  readonly name: string;
  readonly url: string;
  readonly key: Buffer;
  readonly timeoutMs: number;
  readonly connections: number;
  /** Bytes; default 16 MiB. A longer answer is not read to its end. */
  readonly answerLimit?: number;
  /** Root fields that several subgraphs answer in parts. */
  readonly sharedRootFields: ReadonlySet<string>;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Record<string, unknown>;
  /** The kind of trace that the engine wants with the answer. */
  readonly trace?: string | undefined;
}

export interface Subgraph extends SubgraphClient {
  /** What Apollo's executor asks. Never rejects: a subgraph that fails is an answer too. */
  fetch(request: SubgraphRequest, context: GatewayContext): Promise<Answer>;
  close(): Promise<void>;
}

const ANSWER_LIMIT = 16 * 1_048_576;
/** By this header the engine asks for the trace of a fetch. */
export const TRACE_HEADER = 'apollo-federation-include-trace';

const SENTENCES = {
  SUBGRAPH_TIMEOUT: 'did not answer in time.',
  SUBGRAPH_UNAVAILABLE: 'is not available.',
};

/**
 * Fetches from one subgraph over pooled connections, signed, with a time limit. A subgraph that does not answer costs
 * only its fields: the failure is answered as typed errors at their paths, never as a transport error that would leak
 * addresses.
 */
export function createSubgraph(options: SubgraphOptions): Subgraph {
  const { name, url, key, timeoutMs, connections, answerLimit = ANSWER_LIMIT, sharedRootFields, now } = options;
  const { logger, metrics } = options;
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: answerLimit,
  });
  const duration = metrics.histogram('gateway_subgraph_seconds', 'Time for one fetch from a subgraph', [
    'subgraph',
    'outcome',
  ]);

  async function call({ body, trace }: SubgraphCall, context: GatewayContext): Promise<Answer> {
    const response = await pool.request({
      path: `${pathname}${search}`,
      method: 'POST',
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]),
      headers: headersOf(trace, context),
      body,
    });
    const answer = readAnswer(response.statusCode, await response.body.json());
    if (name === 'user') passingCookies(response.headers['set-cookie']).forEach(context.setCookie);
    return answer;
  }

  /** Nothing of the client's own headers passes but what is named here. */
  function headersOf(trace: string | undefined, context: GatewayContext): Record<string, string> {
    const { viewer, traceparent, refreshCookies, clientAddress } = context;
    return {
      'content-type': 'application/json',
      [VIEWER_HEADER]: signViewer(viewer, { audience: name, key, now: now() }),
      traceparent,
      ...(trace !== undefined && { [TRACE_HEADER]: trace }),
      ...(name === 'user' && { 'x-forwarded-for': clientAddress }),
      ...(name === 'user' && refreshCookies !== undefined && { cookie: refreshCookies }),
    };
  }

  function explain(code: CallFailure, { document, representations }: MissingParts): SubgraphError[] {
    const error = { message: `The ${name} service ${SENTENCES[code]}`, extensions: { code, service: name } };
    const paths = failurePaths(document, representations, sharedRootFields);
    // A failure is never silent, even where no field can be named.
    return paths.length === 0 ? [error] : paths.map((path) => ({ ...error, path: [...path] }));
  }

  async function send(request: SubgraphCall, context: GatewayContext): Promise<CallResult> {
    const stop = duration.startTimer({ subgraph: name });
    try {
      const answer = await call(request, context);
      stop({ outcome: answer.errors === undefined ? 'ok' : 'error' });
      return { kind: 'answer', answer };
    } catch (error) {
      const code = isTimeout(error) ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
      // Nobody waits for this answer any more, and the subgraph did nothing wrong.
      const hasLeft = context.signal.aborted;
      stop({ outcome: hasLeft ? 'client_left' : code });
      if (!hasLeft) logger.warn({ err: error, subgraph: name }, 'a subgraph did not answer');
      return { kind: 'failure', code };
    }
  }

  return {
    send,
    explain,
    async fetch({ query, operationName, trace, ...request }, context) {
      const { variables, spread, spreadErrors } = deduplicateRepresentations(request.variables);
      const body = JSON.stringify({ query, variables, operationName });
      // Plans print the kind of an operation first.
      const isMutation = query.startsWith('mutation');
      const result = await send({ body, isMutation, trace }, context);
      const { representations } = request.variables;
      const count = Array.isArray(representations) ? representations.length : 0;
      if (result.kind === 'answer' && result.answer.errors === undefined)
        return { ...result.answer, data: spread(result.answer.data ?? null) };
      const document = parse(query);
      const received =
        result.kind === 'answer'
          ? {
              ...result.answer,
              data: spread(result.answer.data ?? null),
              errors: spreadErrors(result.answer.errors ?? []),
            }
          : { data: null, errors: explain(result.code, { document, representations: count }) };
      const { data = null, errors, ...rest } = knowViewer(received, document, context.viewer);
      return { ...rest, data, ...(errors !== undefined && { errors: [...errors] }) };
    },
    close: () => pool.close(),
  };
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError ||
    (error instanceof Error && error.name === 'TimeoutError')
  );
}
