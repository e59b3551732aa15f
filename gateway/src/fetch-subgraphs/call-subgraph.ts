import type { ServiceInstance } from '@rushgraph/discovery';
import { createViewerSigner, type ServiceViewer, TIME_LEFT_HEADER, VIEWER_HEADER } from '@rushgraph/identity';
import type { Attempt } from '@rushgraph/resilience';
import { traceparentOf } from '@rushgraph/service';
import { Pool } from 'undici';
import type { GatewayContext } from '../context.ts';
import { passingCookies } from './cookies.ts';
import { type Compression, decompress } from './decompress.ts';
import { type HttpAnswer, request } from './http-request.ts';
import { type Answer, BadAnswer, readAnswer } from './read-answer.ts';
import type { SubgraphCall } from './subgraph-client.ts';

export interface CallSubgraphOptions {
  readonly name: string;
  readonly key: Buffer;
  /** The longest that a connection may be silent; each call has a shorter limit of its own. */
  readonly timeoutMs: number;
  /** To each of its instances. */
  readonly connections: number;
  /** Bytes, once inflated. A longer answer is not read to its end. */
  readonly answerLimit: number;
  /** What answers are asked for to be compressed with. */
  readonly compression: Compression;
  /** Whether HTTP/2 is offered; a subgraph takes it by TLS, so addresses of plain HTTP are asked by HTTP/1.1 anyway. */
  readonly http2: boolean;
  readonly now: () => Date;
}

export interface CallableSubgraph {
  /** One signed call over pooled connections. Throws when there is no GraphQL answer; ends with the signal. */
  call(instance: ServiceInstance, request: SubgraphCall, context: GatewayContext, attempt: Attempt): Promise<Answer>;
  /** One signed call for next to nothing. Throws when there is no GraphQL answer; ends with the signal. */
  greet(instance: ServiceInstance, signal: AbortSignal): Promise<void>;
  /** Closes the connections to an instance that is no more, once they have their last answers. */
  leave(instance: ServiceInstance): Promise<void>;
  close(): Promise<void>;
}

const GREETING = '{"query":"query GatewayGreeting { __typename }","operationName":"GatewayGreeting"}';
const GREETER: ServiceViewer = { kind: 'service', name: 'gateway' };
/** By this header the engine asks for the trace of a fetch. */
export const TRACE_HEADER = 'apollo-federation-include-trace';

/** To one instance. */
interface Way {
  readonly pool: Pool;
  readonly path: string;
}

export function callSubgraph(options: CallSubgraphOptions): CallableSubgraph {
  const { name, key, timeoutMs, connections, answerLimit, compression, http2, now } = options;
  const encoding = compression === 'none' ? {} : { 'accept-encoding': compression };
  const sign = createViewerSigner({ audience: name, key });
  const ways = new Map<string, Way>();

  function wayTo({ id, url }: ServiceInstance): Way {
    const known = ways.get(id);
    if (known !== undefined) return known;
    const pool = new Pool(url.origin, {
      connections,
      connectTimeout: timeoutMs,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: answerLimit,
      allowH2: http2,
    });
    const way = { pool, path: `${url.pathname}${url.search}` };
    ways.set(id, way);
    return way;
  }

  /** Nothing of the client's own headers passes but what is named here. */
  function headersOf(trace: string | undefined, context: GatewayContext, timeLeftMs: number): Record<string, string> {
    const { viewer, traceparent, refreshCookies, clientAddress } = context;
    return {
      'content-type': 'application/json',
      ...encoding,
      [VIEWER_HEADER]: sign(viewer, now()),
      [TIME_LEFT_HEADER]: String(Math.floor(timeLeftMs)),
      traceparent,
      ...(trace !== undefined && { [TRACE_HEADER]: trace }),
      ...(name === 'user' && { 'x-forwarded-for': clientAddress }),
      ...(name === 'user' && refreshCookies !== undefined && { cookie: refreshCookies }),
    };
  }

  async function post(
    instance: ServiceInstance,
    headers: Record<string, string>,
    body: string,
    signal: AbortSignal,
  ): Promise<{ readonly answer: Answer; readonly headers: HttpAnswer['headers'] }> {
    const { pool, path } = wayTo(instance);
    const answered = await request(pool, { path, method: 'POST', headers, body }, signal);
    const received = answered.headers['content-encoding'];
    const inflated = received === undefined ? answered.body : await decompress(answered.body, received, answerLimit);
    return { answer: readAnswer(answered.statusCode, parseBody(answered, inflated)), headers: answered.headers };
  }

  return {
    async call(instance, { body, trace }, context, { signal, timeLeftMs }) {
      const { answer, headers } = await post(instance, headersOf(trace, context, timeLeftMs), body, signal);
      if (name === 'user') passingCookies(headers['set-cookie']).forEach(context.setCookie);
      return answer;
    },
    async greet(instance, signal) {
      const headers = {
        'content-type': 'application/json',
        [VIEWER_HEADER]: sign(GREETER, now()),
        traceparent: traceparentOf(undefined),
      };
      await post(instance, headers, GREETING, signal);
    },
    async leave({ id }) {
      const way = ways.get(id);
      ways.delete(id);
      await way?.pool.close();
    },
    async close() {
      await Promise.all([...ways.values()].map(({ pool }) => pool.close()));
    },
  };
}

/** Anything but JSON is no answer of a subgraph. */
function parseBody({ statusCode }: HttpAnswer, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new BadAnswer(`HTTP ${statusCode} with a body that is no JSON`, { cause: error });
  }
}
