import type { GraphQLDataSource } from '@apollo/gateway';
import { signViewer, VIEWER_HEADER } from '@rushgraph/identity';
import type { Logger, Metrics } from '@rushgraph/service';
import { parse } from 'graphql';
import { errors, Pool } from 'undici';
import { z } from 'zod';
import type { GatewayContext } from '../context.ts';
import { passCookies } from './cookies.ts';
import { deduplicateRepresentations } from './deduplicate.ts';
import { failurePaths } from './failure-paths.ts';

type ProcessOptions = Parameters<GraphQLDataSource<GatewayContext>['process']>[0];
type Response = Awaited<ReturnType<GraphQLDataSource<GatewayContext>['process']>>;

export interface SubgraphOptions {
  readonly name: string;
  readonly url: string;
  readonly key: Buffer;
  readonly timeoutMs: number;
  readonly connections: number;
  /** Root fields that several subgraphs answer in parts. */
  readonly sharedRootFields: ReadonlySet<string>;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface SubgraphDataSource extends GraphQLDataSource<GatewayContext> {
  close(): Promise<void>;
}

const ANSWER_LIMIT = 16 * 1_048_576;
const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.looseObject({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }))
    .optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});

class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

/**
 * Fetches from one subgraph over pooled connections, signed, with a time limit. A subgraph that does not answer costs
 * only its fields: the failure is answered as typed errors at their paths, never as a transport error that would leak
 * addresses.
 */
export function createSubgraphDataSource(options: SubgraphOptions): SubgraphDataSource {
  const { name, url, key, timeoutMs, connections, sharedRootFields, now, logger, metrics } = options;
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: ANSWER_LIMIT,
  });
  const duration = metrics.histogram('gateway_subgraph_seconds', 'Time for one fetch from a subgraph', [
    'subgraph',
    'outcome',
  ]);

  async function call(request: ProcessOptions['request'], variables: Record<string, unknown>, context: GatewayContext) {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
    const { statusCode, headers, body } = await pool.request({
      path: pathname,
      method: 'POST',
      signal,
      headers: headersOf(context),
      body: JSON.stringify({ query: request.query, variables, operationName: request.operationName }),
    });
    const answer = answerSchema.safeParse(await body.json());
    if (!answer.success || statusCode === 401) throw new BadAnswer(`HTTP ${statusCode}`);
    if (name === 'user') passCookies(headers['set-cookie'], context.reply);
    return answer.data;
  }

  function headersOf({ viewer, traceparent, refreshCookie, clientAddress }: GatewayContext): Record<string, string> {
    return {
      'content-type': 'application/json',
      [VIEWER_HEADER]: signViewer(viewer, { audience: name, key, now: now() }),
      traceparent,
      ...(name === 'user' && { 'x-forwarded-for': clientAddress }),
      ...(name === 'user' && refreshCookie !== undefined && { cookie: `refresh=${refreshCookie}` }),
    };
  }

  return {
    async process(processed) {
      const { request, context } = processed;
      const asked = request.variables ?? {};
      const { variables, spread } = deduplicateRepresentations(asked);
      const stop = duration.startTimer({ subgraph: name });
      try {
        const { data = null, errors, extensions } = await call(request, variables, context as GatewayContext);
        stop({ outcome: errors === undefined ? 'ok' : 'error' });
        return {
          data: spread(data),
          ...(errors !== undefined && { errors }),
          ...(extensions !== undefined && { extensions }),
        } as Response;
      } catch (error) {
        const code = isTimeout(error) ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
        stop({ outcome: code });
        logger.warn({ err: error, subgraph: name }, 'a subgraph did not answer');
        return failure(code, request.query ?? '', asked);
      }
    },
    close: () => pool.close(),
  };

  function failure(
    code: 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_UNAVAILABLE',
    query: string,
    variables: Record<string, unknown>,
  ): Response {
    const { representations } = variables;
    const paths = failurePaths(
      parse(query),
      Array.isArray(representations) ? representations.length : 0,
      sharedRootFields,
    );
    const message =
      code === 'SUBGRAPH_TIMEOUT'
        ? `The ${name} service did not answer in time.`
        : `The ${name} service is not available.`;
    return {
      data: null,
      errors: paths.map((path) => ({ message, path, extensions: { code, service: name } })),
    } as Response;
  }
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError ||
    (error instanceof Error && error.name === 'TimeoutError')
  );
}
