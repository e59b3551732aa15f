import { Readable } from 'node:stream';
import { everyBeat } from '@rushgraph/concurrency';

/** How answers lie in the body of one HTTP response. */
export interface StreamFraming {
  readonly contentType: string;
  /** What stands before the first answer; it is sent at once, so that the client sees that it is connected. */
  readonly beginning: string;
  readonly heartbeat: string;
  answer(json: string): string;
  /** What stands after the last answer. */
  readonly end: string;
}

export interface AnswerStreamOptions {
  readonly framing: StreamFraming;
  /** So long nothing is said at most. */
  readonly heartbeatMs: number;
  /** A reader that has not taken anything for so long is given up. */
  readonly stuckMs: number;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonic: () => number;
  /** Called when a reader is given up. */
  readonly onStuck?: () => void;
}

/**
 * A body that is written answer by answer, each of them asked for when the one before it has been taken: what a slow reader
 * has not taken waits in `answers`, not here. An error of `answers` cuts the body off.
 */
export function answerStream(answers: AsyncIterator<string>, options: AnswerStreamOptions): Readable {
  const { framing, heartbeatMs, stuckMs, monotonic, onStuck = () => undefined } = options;
  let isWanted = false;
  let isAsking = false;
  let takenAt = monotonic();
  const stopBeats = everyBeat(heartbeatMs, beat);

  const body = new Readable({
    highWaterMark: 1,
    read() {
      isWanted = true;
      takenAt = monotonic();
      if (!isAsking) void ask();
    },
    destroy(error, callback) {
      stopBeats();
      Promise.resolve(answers.return?.()).then(
        () => callback(error),
        (reason: unknown) => callback(error ?? toError(reason)),
      );
    },
  });
  body.push(framing.beginning);
  return body;

  async function ask(): Promise<void> {
    isAsking = true;
    try {
      const { done, value } = await answers.next();
      if (body.destroyed) return;
      isAsking = false;
      isWanted = false;
      if (done !== true) body.push(framing.answer(value));
      else {
        stopBeats();
        if (framing.end !== '') body.push(framing.end);
        body.push(null);
      }
    } catch (error) {
      body.destroy(toError(error));
    }
  }

  function beat(): void {
    if (isWanted) {
      isWanted = false;
      body.push(framing.heartbeat);
    } else if (monotonic() - takenAt > stuckMs) {
      onStuck();
      body.destroy();
    }
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The answers ended', { cause: reason });
}
