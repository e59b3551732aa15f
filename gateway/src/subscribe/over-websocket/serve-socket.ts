import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '@rushgraph/identity';
import { type Logger, traceparentOf } from '@rushgraph/service';
import { type ExecutionArgs, GraphQLError, GraphQLSchema, parse } from 'graphql';
import { makeServer, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { clientIn } from '../../client-program.ts';
import { type IdentifyDeps, identifyViewer } from '../../identify/identify-viewer.ts';
import { tokenEnd } from '../../identify/token-end.ts';
import type { Live } from '../open/live.ts';
import { CLOSED } from './close-codes.ts';
import { type KeepAliveOptions, keepAlive } from './keep-alive.ts';
import { operationsInTurn } from './operations-in-turn.ts';
import { asError, overSocket, type SocketSubscription } from './socket-subscription.ts';

export interface ServeSocketDeps extends IdentifyDeps, KeepAliveOptions {
  readonly live: Live;
  /** A client gets this long to say who it is. */
  readonly initMs: number;
  readonly logger: Logger;
}

export interface SocketClient {
  readonly address: string;
  readonly headers: IncomingHttpHeaders;
}

interface Session {
  readonly viewer: Viewer;
  readonly endsAt: Date | undefined;
}

type Closing = (typeof CLOSED)[keyof typeof CLOSED];

/**
 * Bytes that may wait to be read. Answers of a subscription wait for each other; what else is sent answers what the client says,
 * and a client that talks without reading would fill the memory.
 */
const MOST_UNREAD = 1_048_576;
/** Bytes, by the protocol of WebSockets. */
const LONGEST_REASON = 123;
const LONGEST_TIMER_MS = 2_147_483_647;

/** Speaks `graphql-transport-ws` with one client. Its subscriptions are opened as those of any other transport. */
export function serveSocket(socket: WebSocket, { address, headers }: SocketClient, deps: ServeSocketDeps): void {
  const { live, initMs, now, logger } = deps;
  const asking = {
    clientAddress: address,
    traceparent: traceparentOf(headers.traceparent),
    transport: 'websocket',
    client: clientIn(headers),
    isThere: () => socket.readyState === socket.OPEN,
  } as const;
  const opened = new WeakMap<ExecutionArgs, SocketSubscription>();
  let session: Session = { viewer: { kind: 'anonymous' }, endsAt: undefined };
  let expiry: NodeJS.Timeout | undefined;
  const close = ({ code, reason }: Closing) => socket.close(code, reason);

  const server = makeServer({
    connectionInitWaitTimeout: initMs,
    async onConnect(context) {
      const authorization = authorizationIn(context.connectionParams) ?? headers.authorization;
      // The library keeps it for as long as the socket is open.
      Reflect.deleteProperty(context, 'connectionParams');
      try {
        session = { viewer: await identifyViewer(authorization, deps), endsAt: tokenEnd(authorization) };
      } catch (error) {
        if (!(error instanceof GraphQLError)) logger.error({ err: error }, 'the keys of access tokens cannot be had');
        close(error instanceof GraphQLError ? CLOSED.TOKEN_ENDED : CLOSED.UNAVAILABLE);
        return false;
      }
      // It may have left meanwhile, and nobody would clear its timer.
      if (socket.readyState !== socket.OPEN) return false;
      const { endsAt } = session;
      if (endsAt !== undefined) {
        const leftMs = Math.min(Math.max(endsAt.getTime() - now().getTime(), 0), LONGEST_TIMER_MS);
        expiry = setTimeout(() => close(CLOSED.TOKEN_ENDED), leftMs);
      }
      return true;
    },
    async onSubscribe(_context, _id, payload: SubscribePayload) {
      try {
        const subscription = await live.open(payload, { ...session, ...asking });
        // The library keeps it for as long as the subscription lasts.
        for (const name of Object.keys(payload)) if (name !== 'query') Reflect.deleteProperty(payload, name);
        const args = { ...ANY_SUBSCRIPTION };
        opened.set(args, overSocket(subscription, socket, live));
        return args;
      } catch (error) {
        const told = live.tell(error).map(asError);
        // The library takes no answer without errors. This one comes to nobody: the socket has closed.
        return told.length > 0 ? told : [new GraphQLError('The client has left.')];
      }
    },
    subscribe(args) {
      const subscription = opened.get(args);
      if (subscription === undefined) throw new Error('A subscription is read that was not opened');
      return subscription;
    },
  });

  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: keepAlive(socket, deps),
      // The library puts names of operations into reasons, which may be too long for one.
      close: (code, reason = '') => socket.close(code, Buffer.byteLength(reason) > LONGEST_REASON ? '' : reason),
      onMessage(take) {
        const inTurn = operationsInTurn(take, (code) => socket.close(code));
        socket.once('close', inTurn.close);
        socket.on('message', (data) => {
          if (socket.bufferedAmount > MOST_UNREAD) return socket.terminate();
          inTurn.take(String(data)).catch((error: unknown) => {
            logger.error({ err: error }, 'a message of a socket could not be taken');
            close(CLOSED.FAILED);
          });
        });
      },
    },
    undefined,
  );
  socket.on('ping', () => socket.bufferedAmount > MOST_UNREAD && socket.terminate());
  socket.on('error', (error) => logger.debug({ err: error }, 'a socket failed'));
  socket.once('close', (code, reason) => {
    clearTimeout(expiry);
    void closed(code, String(reason));
  });
}

/** The library reads of these that they are a subscription, and no more: our own have been planned already. */
const ANY_SUBSCRIPTION: ExecutionArgs = { schema: new GraphQLSchema({}), document: parse('subscription { any }') };

/** What a browser says in `connection_init`, since it cannot set headers. */
function authorizationIn(parameters: Readonly<Record<string, unknown>> = {}): string | undefined {
  const given = Object.entries(parameters).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return typeof given === 'string' ? given : undefined;
}
