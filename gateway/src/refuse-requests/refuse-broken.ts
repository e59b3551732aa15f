import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Holder } from '../tarpit/create-holder.ts';

export type RefuseBroken = (error: Error & { readonly code?: string }, socket: Socket) => void;

/** Node's own: the answer that this connection is being given. */
interface Answering {
  readonly _httpMessage?: Pick<ServerResponse, 'headersSent'> | null;
}

interface SlowConnection {
  readonly socket: Socket & Answering;
  /** The answer that was due when it was found. */
  readonly answering: Answering['_httpMessage'];
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'This is no HTTP request',
  408: 'The request did not come in time',
  431: 'The headers of the request are too long',
};
/** Node finds slow ones all at once: after so many refusals others get their turn, or after so small a part of those who wait. */
const SLOW_AT_ONCE = 5;
const SLOW_PART = 1 / 100;

/**
 * Answers what Node takes for no request, before any hook could: broken HTTP, headers that are too long, or too slow. Closes
 * the connection. Who sends one after another waits for each answer, as for other refusals.
 */
export function refuseBroken(holder: Holder | undefined): RefuseBroken {
  /** What comes on a connection that is being refused would be refused once more. */
  const refused = new WeakSet<Socket>();
  const slow: SlowConnection[] = [];

  function refuseSlow(): void {
    const count = Math.max(SLOW_AT_ONCE, Math.ceil(slow.length * SLOW_PART));
    for (const { socket, answering } of slow.splice(0, count)) {
      // Its request was answered at the last moment.
      if (socket._httpMessage !== answering) socket.destroy();
      else refuse(socket, 408);
    }
    if (slow.length > 0) setImmediate(refuseSlow);
  }

  // Nothing of the error is kept while its connection waits: it carries all that was read.
  return ({ code }, socket: Socket & Answering) => {
    if (refused.has(socket)) return;
    refused.add(socket);
    if (code === 'ECONNRESET' || socket.destroyed) return void socket.destroy();
    const status = statusOf(code);
    if (status === 408) {
      // Who was slow has waited. What still comes of it is not read.
      socket.pause();
      if (slow.push({ socket, answering: socket._httpMessage }) === 1) setImmediate(refuseSlow);
      return;
    }
    if (holder === undefined) return refuse(socket, status);
    const suspect = { address: socket.remoteAddress ?? '', elapsedMs: 0, isRefusal: true, connection: socket };
    // Nothing more is read, so that not even leaving is noticed before the answer is due.
    if (holder.hold(suspect, () => refuse(socket, status))) socket.pause();
    else refuse(socket, status);
  };
}

function refuse(socket: Socket & Answering, status: number): void {
  // As Node does by itself: it would land within an answer that is under way.
  const isAnswering = socket._httpMessage?.headersSent ?? false;
  if (socket.writable && !isAnswering) socket.write(answerOf(status));
  socket.destroy();
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

function answerOf(status: number): string {
  const error = STATUS_CODES[status];
  const body = JSON.stringify({ error, message: MESSAGES[status], statusCode: status });
  const headers = `Content-Length: ${Buffer.byteLength(body)}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
  return `HTTP/1.1 ${status} ${error}\r\n${headers}\r\n${body}`;
}
