import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Holder } from '../tarpit/create-holder.ts';

export type RefuseBroken = (error: Error & { readonly code?: string }, socket: Socket) => void;

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'This is no HTTP request',
  408: 'The request did not come in time',
  431: 'The headers of the request are too long',
};

/**
 * Answers what Node takes for no request, before any hook could: broken HTTP, headers that are too long, or too slow. Closes
 * the connection. Who sends one after another waits for each answer, as for other refusals.
 */
export function refuseBroken(holder: Holder | undefined): RefuseBroken {
  /** What comes on a connection that is being refused would be refused once more. */
  const refused = new WeakSet<Socket>();
  return (error, socket) => {
    if (refused.has(socket)) return;
    refused.add(socket);
    if (error.code === 'ECONNRESET' || socket.destroyed) return void socket.destroy();
    const status = statusOf(error.code);
    const refuse = () => {
      if (socket.writable) socket.write(answerOf(status));
      socket.destroy(error);
    };
    // Who was slow has waited.
    if (status === 408 || holder === undefined) return refuse();
    const suspect = { address: socket.remoteAddress ?? '', elapsedMs: 0, isRefusal: true, connection: socket };
    if (holder.hold(suspect, refuse)) socket.pause();
    else refuse();
  };
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
