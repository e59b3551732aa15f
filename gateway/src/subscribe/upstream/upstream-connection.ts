import { MULTIPLEX_PROTOCOL } from '@rushgraph/service';
import { WebSocket } from 'ws';

export interface UpstreamConnectionOptions {
  /** Of the subgraph's `/graphql`. */
  readonly url: string;
  /** Signed anew for each opening. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly connectMs: number;
  /** A connection that is silent for longer is lost: its heartbeats come more often. */
  readonly silentMs: number;
  /** 1 when it was opened, -1 when it is gone. */
  readonly onCount: (change: 1 | -1) => void;
  /** Nothing is followed over it any more. */
  readonly onIdle: () => void;
}

export interface Followed {
  /** The subscription, as JSON. */
  readonly body: string;
  /** Who follows, signed. */
  readonly viewer: string;
  readonly traceparent: string;
  readonly signal: AbortSignal;
  /** A subscription that has said nothing for so long since it was opened is lost: it begins with the present state. */
  readonly answerMs: number;
  /** Each answer, as JSON. */
  readonly onAnswer: (json: string) => void;
}

export interface UpstreamConnection {
  /** Resolves when the subgraph has completed the subscription; rejects when it was lost, or left by the signal. */
  follow(followed: Followed): Promise<void>;
  close(): void;
}

interface Follower {
  readonly onAnswer: (json: string) => void;
  /** Until its first answer. */
  readonly silence: NodeJS.Timeout;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A connection that is open, or is being opened. */
interface Link {
  readonly socket: WebSocket;
  readonly followers: Map<number, Follower>;
  /** What leaves at the end of this turn, each as JSON. */
  commands: string[];
}

/** Bytes of a message: the longest answers of many subscriptions. */
const LONGEST_MESSAGE = 64 * 1_048_576;
/** Characters of commands in one message; a subgraph takes eight times as many. */
const FULL = 524_288;

/**
 * All subscriptions of this gateway at one instance of a subgraph, over one WebSocket that is there while there are any. Who
 * follows does not matter: each subscription is signed for its own viewer.
 */
export function createUpstreamConnection(options: UpstreamConnectionOptions): UpstreamConnection {
  let present: Link | undefined;
  let numbers = 0;

  function open(): Link {
    const socket = new WebSocket(addressOf(options.url), MULTIPLEX_PROTOCOL, {
      headers: options.headers(),
      handshakeTimeout: options.connectMs,
      perMessageDeflate: false,
      maxPayload: LONGEST_MESSAGE,
      // It is ours, and read as JSON.
      skipUTF8Validation: true,
    });
    const link: Link = { socket, followers: new Map(), commands: [] };
    let isSilent = false;
    const silence = setTimeout(() => {
      isSilent = true;
      // After what has arrived is taken: when this process has stood still, it is not the subgraph that was silent.
      setImmediate(() => isSilent && socket.terminate());
    }, options.silentMs);
    const heard = () => {
      isSilent = false;
      silence.refresh();
    };
    let failure = new Error('The connection for subscriptions was closed');
    options.onCount(1);
    socket.on('open', () => flush(link));
    socket.on('ping', heard);
    socket.on('message', (data) => {
      heard();
      for (const line of String(data).split('\n')) take(link, line);
    });
    socket.on('error', (error) => {
      failure = error;
    });
    socket.once('close', () => {
      clearTimeout(silence);
      options.onCount(-1);
      if (present === link) present = undefined;
      const lost = [...link.followers.values()];
      link.followers.clear();
      if (present === undefined) options.onIdle();
      for (const { reject } of lost) reject(failure);
    });
    return link;
  }

  function take(link: Link, line: string): void {
    const [, id = '', kind, rest = ''] = LINE.exec(line) ?? [];
    const follower = link.followers.get(Number(id));
    // One that was left meanwhile has no follower.
    if (follower === undefined) return;
    clearTimeout(follower.silence);
    if (kind === '+') {
      follower.onAnswer(rest);
      return;
    }
    link.followers.delete(Number(id));
    if (kind === '.') follower.resolve();
    else follower.reject(new Error(`The subgraph ended the subscription: ${rest}`));
    closeIfIdle(link);
  }

  function closeIfIdle(link: Link): void {
    if (link.followers.size > 0) return;
    if (present === link) present = undefined;
    link.socket.close();
  }

  return {
    follow({ body, viewer, traceparent, signal, answerMs, onAnswer }) {
      if (signal.aborted) return Promise.reject(left());
      present ??= open();
      const link = present;
      numbers += 1;
      const id = numbers;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = (reason: Error) => {
        if (!link.followers.delete(id)) return;
        send(link, `{"leave":${id}}`);
        reject(reason);
        closeIfIdle(link);
      };
      const onAbort = () => leave(left());
      const silence = setTimeout(() => leave(new Error('The subgraph has not answered in time')), answerMs);
      link.followers.set(id, { onAnswer, silence, resolve, reject });
      signal.addEventListener('abort', onAbort, { once: true });
      const rest = `"viewer":${JSON.stringify(viewer)},"traceparent":${JSON.stringify(traceparent)},"operation":${body}`;
      send(link, `{"follow":${id},${rest}}`);
      return promise.finally(() => {
        clearTimeout(silence);
        signal.removeEventListener('abort', onAbort);
      });
    },
    close() {
      present?.socket.terminate();
    },
  };
}

/** As `serve-connection` of the service package writes them. */
const LINE = /^(\d+)([+.!])(.*)$/s;

/** What a turn of the event loop asks for is one message; before the connection is there it waits. */
function send(link: Link, command: string): void {
  if (link.commands.length === 0) setImmediate(() => flush(link));
  link.commands.push(command);
}

function flush(link: Link): void {
  const { socket } = link;
  if (socket.readyState !== WebSocket.OPEN) return;
  const commands = link.commands;
  link.commands = [];
  for (let start = 0; start < commands.length; ) {
    let length = 0;
    let end = start;
    while (end < commands.length && (end === start || length < FULL)) length += commands[end++]?.length ?? 0;
    socket.send(`[${commands.slice(start, end).join(',')}]`);
    start = end;
  }
}

function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin.replace(/^http/, 'ws')}${pathname}/streams`;
}

function left(): Error {
  return new Error('Nobody follows the subscription any more');
}
