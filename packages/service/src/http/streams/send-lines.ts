import type { WebSocket } from 'ws';

export interface LineSender {
  /** Sends a line, with all others of this turn of the event loop in one message. */
  put(line: string): void;
  /** Resolves when the other side has taken enough; undefined when there is room now. */
  room(): Promise<void> | undefined;
}

/** Characters that wait for the other side before nothing more is made for it. */
const MOST_UNSENT = 1_048_576;
/** Characters of one message, but for a line that is longer by itself. */
const FULL = 262_144;

/** Writes lines to a socket, as few messages. What a slow reader has not taken holds up whoever asks for room. */
export function sendLines(socket: Pick<WebSocket, 'send' | 'once'>): LineSender {
  let lines: string[] = [];
  let gathered = 0;
  let unsent = 0;
  let waiting: (() => void)[] = [];
  let scheduled: NodeJS.Immediate | undefined;

  function goOn(): void {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  }

  function flush(): void {
    clearImmediate(scheduled);
    scheduled = undefined;
    const text = lines.join('\n');
    lines = [];
    gathered = 0;
    unsent += text.length;
    // For a socket that has closed there is an error, which its closing tells as well.
    socket.send(text, () => {
      unsent -= text.length;
      if (unsent < MOST_UNSENT) goOn();
    });
  }

  socket.once('close', () => {
    unsent = 0;
    goOn();
  });
  return {
    put(line) {
      lines.push(line);
      gathered += line.length;
      if (gathered >= FULL) flush();
      else scheduled ??= setImmediate(flush);
    },
    room: () => (unsent < MOST_UNSENT ? undefined : new Promise((resolve) => waiting.push(resolve))),
  };
}
