import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One HTTP connection, used for one request after another. */
export interface Caller {
  /** Posts JSON; the answer must have a Content-Length or come in chunks, as all contestants answer. */
  post(body: string, authorization: string | undefined): Promise<HttpText>;
  /** False once the other side has closed the connection. */
  isOpen(): boolean;
  close(): void;
}

export interface HttpText {
  readonly status: number;
  readonly text: string;
}

/** Longer than any contestant lets anybody wait; without an end, one that hangs would hang the benchmark. */
const LIMIT_MS = 60_000;

/**
 * A client that costs little: it shares its core with the subgraphs, and must not be what everybody waits for. A connection
 * that is not there in time, or does not answer, is closed, and whoever waits for it is told.
 */
export async function connectCaller(url: string, limitMs = LIMIT_MS): Promise<Caller> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  // One timer for all requests, as each of them would cost one.
  const limit = setTimeout(() => {
    if (socket.connecting || answers.isAwaited())
      socket.destroy(new Error(`the contestant has not answered within ${limitMs} ms`));
  }, limitMs);
  socket.once('close', () => clearTimeout(limit));
  const answers = readAnswers(socket);
  await once(socket, 'connect');
  return {
    post(body, authorization) {
      // Nothing would be heard of it.
      if (!socket.writable) return Promise.reject(closed());
      const token = authorization === undefined ? '' : `authorization: Bearer ${authorization}\r\n`;
      const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\n`;
      socket.write(
        `${head}accept: application/json\r\n${token}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      limit.refresh();
      return answers.next();
    },
    isOpen: () => socket.writable,
    close: () => socket.destroy(),
  };
}

function closed(): Error {
  return new Error('the contestant closed the connection');
}

interface Waiting {
  readonly resolve: (answer: HttpText) => void;
  readonly reject: (reason: Error) => void;
}

/** One answer is waited for at a time. */
function readAnswers(socket: Socket): { next(): Promise<HttpText>; isAwaited(): boolean } {
  let received: Buffer[] = [];
  let size = 0;
  let waiting: Waiting | undefined;

  function settle(answer: HttpText): void {
    received = [];
    size = 0;
    waiting?.resolve(answer);
    waiting = undefined;
  }

  socket.on('data', (chunk) => {
    received.push(chunk);
    size += chunk.length;
    // Most large answers come in several pieces: the end is looked for in the last one.
    const answer = wholeAnswer(received.length === 1 ? chunk : Buffer.concat(received, size));
    if (answer !== undefined) settle(answer);
  });
  const fail = (error: Error) => waiting?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(closed()));

  return {
    next: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      }),
    isAwaited: () => waiting !== undefined,
  };
}

function wholeAnswer(bytes: Buffer): HttpText | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  const start = end + 4;
  if (length !== undefined) {
    if (bytes.length < start + Number(length)) return undefined;
    return { status, text: bytes.toString('utf8', start, start + Number(length)) };
  }
  return bytes.toString('latin1', bytes.length - 5) === '0\r\n\r\n'
    ? { status, text: joinChunks(bytes, start) }
    : undefined;
}

function joinChunks(bytes: Buffer, start: number): string {
  let [text, at] = ['', start];
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!(length > 0)) return text;
    text += bytes.toString('utf8', lineEnd + 2, lineEnd + 2 + length);
    at = lineEnd + 2 + length + 2;
  }
}
