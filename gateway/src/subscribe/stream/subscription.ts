import type { Newest } from '@rushgraph/concurrency';
import type { GraphQLFormattedError } from 'graphql';
import type { OperationResult } from '../../engine/execute/operation.ts';
import type { Raw } from '../../engine/values/raw.ts';
import { type EndReason, StreamEnded } from './stream-end.ts';

/** One answer of a subscription, as the client gets it. */
export interface StreamAnswer {
  readonly data?: Raw | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/**
 * An open subscription. Each answer is made when it is asked for, of the newest event: who is slow misses states, never the last
 * one. Rejects with StreamEnded, once, when it ends without being complete.
 */
export interface Subscription extends AsyncIterableIterator<StreamAnswer, undefined> {
  /** The client has left. */
  return(): Promise<IteratorReturnResult<undefined>>;
  /** Ends it from this side. */
  endBecause(reason: EndReason): void;
}

export interface SubscriptionParts {
  /** Events, as JSON. */
  readonly events: Newest<string>;
  /** Whether whoever subscribed may still see them. */
  readonly isAllowed: () => Promise<boolean>;
  /** The answer to one event; gives up with the signal. */
  readonly answer: (event: string, signal: AbortSignal) => Promise<OperationResult>;
  readonly format: (result: OperationResult) => StreamAnswer;
  /** Called once: `complete`, `left`, or why it ended. */
  readonly onEnd: (ending: EndReason | 'complete' | 'left' | 'failed') => void;
}

const DONE = { done: true, value: undefined } as const;
/** Made once: a controller that is given no reason makes one for each, with a stack. */
const OVER = new Error('The subscription is over');

export function createSubscription(parts: SubscriptionParts): Subscription {
  const { events, isAllowed, answer, format, onEnd } = parts;
  const leaving = new AbortController();
  let hasEnded = false;

  function end(ending: Parameters<typeof onEnd>[0]): void {
    leaving.abort(OVER);
    if (hasEnded) return;
    hasEnded = true;
    onEnd(ending);
  }

  async function next(): Promise<IteratorResult<StreamAnswer, undefined>> {
    const { done, value: event } = await events.next();
    if (done === true) {
      end('complete');
      return DONE;
    }
    if (!(await isAllowed())) throw new StreamEnded('TOKEN_ENDED');
    const result = await answer(event, leaving.signal);
    // Given up meanwhile: what was made of it is not whole, and why is told by the events.
    return leaving.signal.aborted ? next() : { done: false, value: format(result) };
  }

  const subscription: Subscription = {
    async next() {
      try {
        return await next();
      } catch (error) {
        await events.return();
        end(error instanceof StreamEnded ? error.reason : 'failed');
        throw error;
      }
    },
    async return() {
      end('left');
      await events.return();
      return DONE;
    },
    endBecause(reason) {
      events.fail(new StreamEnded(reason));
      end(reason);
    },
    [Symbol.asyncIterator]: () => subscription,
  };
  return subscription;
}
