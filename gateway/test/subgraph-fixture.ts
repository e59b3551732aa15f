import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { userIdSchema, type Viewer } from '@rushgraph/identity';
import { DEFAULT_SETTINGS, type PolicySettings } from '@rushgraph/resilience';
import { createHealth, createLogger, createMetrics } from '@rushgraph/service';
import type { GatewayContext } from '../src/context.ts';
import { createSubgraph, type Subgraph, type SubgraphOptions } from '../src/fetch-subgraphs/subgraph.ts';
import { fixedPlaces } from './places.ts';

export type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface Changes extends Partial<Omit<SubgraphOptions, 'policy'>> {
  readonly policy?: Partial<PolicySettings>;
}

export const key = Buffer.alloc(32, 7);
export const now = () => new Date('2026-01-01T00:00:00Z');
export const viewer: Viewer = {
  kind: 'user',
  id: userIdSchema.parse('ada'),
  roles: ['CUSTOMER'],
  sessionId: 's1',
};

/** An HTTP server that answers as a test says, and the gateway's clients of it. */
export async function startSubgraph() {
  const opened: Subgraph[] = [];
  const logged: string[] = [];
  const received: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  const setCookies: string[] = [];
  const there: { answering: Answering } = { answering: () => undefined };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    received.push({ headers: request.headers, body });
    there.answering(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function subgraphAt(url: string, { policy = {}, ...changes }: Changes = {}): Subgraph {
    const subgraph = createSubgraph({
      name: 'item',
      instances: fixedPlaces.follow('item', url),
      key,
      timeoutMs: 5_000,
      connections: 2,
      answerLimit: 10_000,
      compression: 'none',
      http2: false,
      policy: { ...DEFAULT_SETTINGS, tries: 1, ...policy },
      random: () => 0,
      sharedRootFields: new Set(['me']),
      collapseQueries: false,
      watchMs: 0,
      health: createHealth(),
      now,
      logger: createLogger({
        service: 'gateway',
        level: 'info',
        pretty: false,
        destination: { write: (line) => logged.push(line) },
      }),
      metrics: createMetrics('gateway', { defaults: false }),
      ...changes,
    });
    opened.push(subgraph);
    return subgraph;
  }

  return {
    url: `http://127.0.0.1:${port}/graphql`,
    there,
    logged,
    received,
    setCookies,
    subgraphAt,
    /** Ends it without warning; nobody listens there any more. */
    kill() {
      server.closeAllConnections();
      server.close();
    },
    here: (changes: Changes = {}) => subgraphAt(`http://127.0.0.1:${port}/graphql?v=1`, changes),
    contextOf(changes: Partial<GatewayContext> = {}): GatewayContext {
      return {
        note: { traceparent: 'trace-1', codes: [] },
        viewer,
        traceparent: 'trace-1',
        refreshCookies: 'refresh=secret',
        clientAddress: '203.0.113.9',
        setCookie: (line) => void setCookies.push(line),
        timeLeftMs: () => 60_000,
        signal: new AbortController().signal,
        ...changes,
      };
    },
    /** As it was at the beginning: of what a test had made nothing goes on. */
    async forget() {
      await Promise.all(opened.splice(0).map((subgraph) => subgraph.close()));
      for (const kept of [logged, received, setCookies]) kept.length = 0;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all(opened.map((subgraph) => subgraph.close()));
    },
  };
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string | string[]> = {}): Answering =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
