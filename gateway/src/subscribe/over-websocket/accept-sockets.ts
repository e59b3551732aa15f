import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import proxyAddress from '@fastify/proxy-addr';
import { type Logger, refuseUpgrade } from '@rushgraph/service';
import { GraphQLError } from 'graphql';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { RETRY_AFTER_SECONDS, type StreamPlaces } from '../stream/limit-streams.ts';
import type { IsAllowedOrigin } from '../stream/origins.ts';
import { CLOSED } from './close-codes.ts';
import { type ServeSocketDeps, serveSocket } from './serve-socket.ts';

export interface AcceptSocketsDeps extends ServeSocketDeps {
  readonly server: Server;
  readonly places: StreamPlaces;
  readonly isAllowedOrigin: IsAllowedOrigin;
  readonly trustedProxies: readonly string[];
  readonly logger: Logger;
}

const PATHS = new Set(['/graphql', '/graphql/stream']);
/** As the body of a request. */
const LONGEST_MESSAGE = 100_000;
/** Of one message: what each is kept in takes more than a byte. */
const MOST_FRAGMENTS = 100;
/** That are read of one message; a network makes some seventy of the longest. */
const MOST_PIECES = 1_000;
/** A client gets this long to answer a closing before its connection is cut. */
const CLOSING_MS = 2_000;

/** Subscriptions over WebSockets, by the protocol `graphql-transport-ws`, at the address of the graph. */
export function acceptSockets(deps: AcceptSocketsDeps): { close(): Promise<void> } {
  const { server, places, isAllowedOrigin, trustedProxies, logger } = deps;
  const trust = proxyAddress.compile([...trustedProxies]);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    maxFragments: MOST_FRAGMENTS,
    maxBufferedChunks: MOST_PIECES,
    handleProtocols: (offered) => offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });

  function upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', (error) => logger.debug({ err: error }, 'a socket failed before it was accepted'));
    const address = proxyAddress(request, trust);
    const refusal = refusalOf(request);
    const place = refusal ?? takePlace(address);
    if (typeof place === 'string') {
      refuseUpgrade(connection, place);
      return;
    }
    connection.once('close', place);
    sockets.handleUpgrade(request, connection, head, (socket) => {
      serveSocket(socket, { address, headers: request.headers }, deps);
    });
  }

  /** The status with which a socket is refused for what it asks. */
  function refusalOf({ url = '', headers }: IncomingMessage): string | undefined {
    if (!PATHS.has(URL.parse(url, 'http://gateway')?.pathname ?? '')) return '404 Not Found';
    return isAllowedOrigin(headers.origin, headers.host) ? undefined : '403 Forbidden';
  }

  /** How to give the place back, or the status of who gets none. */
  function takePlace(address: string): (() => void) | string {
    try {
      return places.connect(address);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return `429 Too Many Requests\r\nretry-after: ${RETRY_AFTER_SECONDS}`;
    }
  }

  server.on('upgrade', upgrade);
  return {
    async close() {
      server.off('upgrade', upgrade);
      const { code, reason } = CLOSED.DRAINING;
      for (const socket of sockets.clients) socket.close(code, reason);
      const cut = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSING_MS);
      await new Promise<void>((resolve) => {
        if (sockets.clients.size === 0) resolve();
        else for (const socket of sockets.clients) socket.once('close', () => sockets.clients.size === 0 && resolve());
      });
      clearTimeout(cut);
    },
  };
}
