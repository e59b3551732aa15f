import { createViewerSigner, VIEWER_HEADER } from '@rushgraph/identity';
import { Pool } from 'undici';
import type { GatewayContext } from '../context.ts';
import { passingCookies } from './cookies.ts';
import { type HttpAnswer, request } from './http-request.ts';
import { type Answer, BadAnswer, readAnswer } from './read-answer.ts';
import type { SubgraphCall } from './subgraph-client.ts';

export interface CallSubgraphOptions {
  readonly name: string;
  readonly url: string;
  readonly key: Buffer;
  /** The longest that a connection may be silent; each call has a shorter limit of its own. */
  readonly timeoutMs: number;
  readonly connections: number;
  /** Bytes; default 16 MiB. A longer answer is not read to its end. */
  readonly answerLimit?: number;
  readonly now: () => Date;
}

export interface CallableSubgraph {
  /** One signed call over pooled connections. Throws when there is no GraphQL answer; ends with the signal. */
  call(request: SubgraphCall, context: GatewayContext, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

const ANSWER_LIMIT = 16 * 1_048_576;
/** By this header the engine asks for the trace of a fetch. */
export const TRACE_HEADER = 'apollo-federation-include-trace';

export function callSubgraph(options: CallSubgraphOptions): CallableSubgraph {
  const { name, url, key, timeoutMs, connections, answerLimit = ANSWER_LIMIT, now } = options;
  const { origin, pathname, search } = new URL(url);
  const sign = createViewerSigner({ audience: name, key });
  const pool = new Pool(origin, {
    connections,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: answerLimit,
  });

  /** Nothing of the client's own headers passes but what is named here. */
  function headersOf(trace: string | undefined, context: GatewayContext): Record<string, string> {
    const { viewer, traceparent, refreshCookies, clientAddress } = context;
    return {
      'content-type': 'application/json',
      [VIEWER_HEADER]: sign(viewer, now()),
      traceparent,
      ...(trace !== undefined && { [TRACE_HEADER]: trace }),
      ...(name === 'user' && { 'x-forwarded-for': clientAddress }),
      ...(name === 'user' && refreshCookies !== undefined && { cookie: refreshCookies }),
    };
  }

  return {
    async call({ body, trace }, context, signal) {
      const path = `${pathname}${search}`;
      const answered = await request(pool, { path, method: 'POST', headers: headersOf(trace, context), body }, signal);
      const answer = readAnswer(answered.statusCode, parseBody(answered));
      if (name === 'user') passingCookies(answered.headers['set-cookie']).forEach(context.setCookie);
      return answer;
    },
    close: () => pool.close(),
  };
}

/** Anything but JSON is no answer of a subgraph. */
function parseBody({ statusCode, text }: HttpAnswer): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadAnswer(`HTTP ${statusCode} with a body that is no JSON`, { cause: error });
  }
}
