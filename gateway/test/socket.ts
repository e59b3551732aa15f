import { once } from 'node:events';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export interface TestSocket {
  readonly socket: WebSocket;
  send(message: object): void;
  /** The next message that has come; `closed` when the socket has been closed instead. */
  next(): Promise<Message | 'closed'>;
  /** How it was closed, once it is. */
  readonly closed: Promise<readonly [code: number, reason: string]>;
}

interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

/** A WebSocket that says only what a test says. Rejects with the HTTP status when it is not accepted. */
export async function openSocket(
  url: string,
  { headers = {}, protocols = [GRAPHQL_TRANSPORT_WS_PROTOCOL] }: SocketOptions = {},
): Promise<TestSocket> {
  const socket = new WebSocket(url, [...protocols], { headers: { ...headers } });
  const messages: Message[] = [];
  let wake = (): void => undefined;
  const closed = new Promise<readonly [number, string]>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve([code, String(reason)]);
      wake();
    });
  });
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    wake();
  });
  await once(socket, 'open');
  return {
    socket,
    send: (message) => socket.send(JSON.stringify(message)),
    async next() {
      while (messages.length === 0) {
        if (socket.readyState === WebSocket.CLOSED) return 'closed';
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return messages.shift() ?? 'closed';
    },
    closed,
  };
}

/** The same, past its introduction. */
export async function introduced(
  url: string,
  payload: object | undefined,
  options?: SocketOptions,
): Promise<TestSocket> {
  const socket = await openSocket(url, options);
  socket.send({ type: 'connection_init', ...(payload !== undefined && { payload }) });
  const first = await socket.next();
  if (first === 'closed' || first.type !== 'connection_ack')
    throw new Error(`Not introduced: ${JSON.stringify(first)}`);
  return socket;
}
