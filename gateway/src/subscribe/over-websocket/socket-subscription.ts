import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { ExecutionResult } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Live } from '../open/live.ts';
import { StreamEnded } from '../stream/stream-end.ts';
import type { Subscription } from '../stream/subscription.ts';
import { closingOf } from './close-codes.ts';

/** The answers of a subscription as graphql-ws takes them. */
export type SocketSubscription = AsyncIterableIterator<ExecutionResult, undefined>;

const DONE = { done: true, value: undefined } as const;

/** An end that concerns all of the socket closes it; another one is told as an error of the subscription. */
export function overSocket(
  subscription: Subscription,
  socket: Pick<WebSocket, 'close'>,
  live: Live,
): SocketSubscription {
  const answers: SocketSubscription = {
    async next() {
      try {
        const { done, value } = await subscription.next();
        if (done === true) return DONE;
        const { data, errors } = value;
        return { done: false, value: { data, ...(errors !== undefined && { errors: errors.map(asError) }) } };
      } catch (error) {
        const closing = error instanceof StreamEnded ? closingOf(error.reason) : undefined;
        const [told] = live.tell(error).map(asError);
        if (closing === undefined) throw told;
        socket.close(closing.code, closing.reason);
        return DONE;
      }
    },
    return: () => subscription.return(),
    [Symbol.asyncIterator]: () => answers,
  };
  return answers;
}

/** What a client is to be told, as the library takes it. */
export function asError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
}
