import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { VIEWER_HEADER } from '@rushgraph/identity';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { type ServeConnectionOptions, serveConnection } from './serve-connection.ts';

/** By which both sides know what is spoken. */
export const MULTIPLEX_PROTOCOL = 'rushgraph-streams.1';
const MULTIPLEX_PATH = '/graphql/streams';
/** Bytes of what a gateway asks for at once. */
const LONGEST_MESSAGE = 4 * 1_048_576;

/**
 * Serves many subscriptions over one WebSocket at `/graphql/streams`: a gateway has one to each instance, whoever its clients
 * are. It is opened by a service's signed call, and each subscription in it is signed for its own viewer.
 */
export function multiplexOperations(app: FastifyInstance, options: ServeConnectionOptions): void {
  const { verify, logger } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    handleProtocols: (offered) => offered.has(MULTIPLEX_PROTOCOL) && MULTIPLEX_PROTOCOL,
  });

  function refusalOf({ url, headers }: IncomingMessage): string | undefined {
    if (url !== MULTIPLEX_PATH) return '404 Not Found';
    const statement = headers[VIEWER_HEADER];
    const viewer = typeof statement === 'string' ? verify(statement) : null;
    return viewer?.kind === 'service' ? undefined : '401 Unauthorized';
  }

  app.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', (error) => logger.debug({ err: error }, 'a socket failed'));
    const refusal = refusalOf(request);
    if (refusal !== undefined) refuseUpgrade(connection, refusal);
    else sockets.handleUpgrade(request, connection, head, (socket) => serveConnection(socket, options));
  });
  app.addHook('preClose', async () => {
    for (const socket of sockets.clients) socket.terminate();
  });
}
