import { everyBeat } from '@rushgraph/concurrency';
import type { WebSocket } from 'ws';
import { CLOSED } from './close-codes.ts';

export interface KeepAliveOptions {
  /** Between two pings; a client that has read everything and not answered one when the next is due is gone. */
  readonly heartbeatMs: number;
  /** A message that the client has not taken for so long is the last one. */
  readonly stuckMs: number;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonic: () => number;
}

/** Watches a socket, and gives what sends a message on it: it resolves when the message has left this process. */
export function keepAlive(
  socket: WebSocket,
  { heartbeatMs, stuckMs, monotonic }: KeepAliveOptions,
): (text: string) => Promise<void> {
  /** When each message was sent that is still waiting, the oldest first. */
  const waiting = new Set<{ readonly since: number }>();
  let isAlive = true;
  const stopBeats = everyBeat(heartbeatMs, beat);
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.once('close', stopBeats);

  function beat(): void {
    const [oldest] = waiting;
    if (oldest !== undefined) {
      // A ping would wait behind what is not taken, so that none is answered says nothing.
      const stuckFor = monotonic() - oldest.since;
      // It may read again, and see the code; if it does not by the next beat, the connection is cut.
      if (stuckFor > stuckMs + heartbeatMs) socket.terminate();
      else if (stuckFor > stuckMs && socket.readyState === socket.OPEN)
        socket.close(CLOSED.TOO_SLOW.code, CLOSED.TOO_SLOW.reason);
    } else if (isAlive) {
      isAlive = false;
      socket.ping();
    } else socket.terminate();
  }

  return (text) =>
    new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN) {
        resolve();
        return;
      }
      const message = { since: monotonic() };
      waiting.add(message);
      // One that cannot be sent any more is for a socket that closes, which ends its subscriptions.
      socket.send(text, () => {
        waiting.delete(message);
        resolve();
      });
    });
}
