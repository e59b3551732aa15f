import { codedError, type ErrorCode } from '@rushgraph/identity';
import {
  createSourceEventStream,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Requester } from '../../graphql/requester.ts';
import type { Metrics } from '../../metrics.ts';
import { createSubscriptionReader, type ReadSubscriptionOptions } from './read-subscription.ts';

export interface SubscriptionsOptions<Context> extends ReadSubscriptionOptions {
  readonly schema: GraphQLSchema;
  /** Called for the subscription, and again for each event. */
  readonly contextOf: (requester: Requester) => Context;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly metrics: Metrics;
  /** Subscriptions that may be open at once. Default 20,000. */
  readonly maxStreams?: number;
}

/** Answers as JSON, each the answer to the operation at the moment of an event. Rejects when there will be no more of them. */
export interface Answers extends AsyncIterator<string, undefined> {
  next(): Promise<IteratorResult<string, undefined>>;
  /** Nobody reads them any more. Also while one is waited for. */
  return(): Promise<IteratorReturnResult<undefined>>;
}

export interface Subscriptions {
  /**
   * Opens what is asked for by the parameters of GraphQL over HTTP; a coded error says why not: RATE_LIMITED when too many are
   * open, INTERNAL_SERVER_ERROR and the like when it may work later. What a client is refused is the only answer.
   */
  open(given: unknown, requester: Requester): Promise<Answers | GraphQLError>;
}

const MAX_STREAMS = 20_000;
/** Codes of what may be otherwise in a moment: a store was away. */
const PASSING: ReadonlySet<unknown> = new Set<ErrorCode>([
  'INTERNAL_SERVER_ERROR',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
]);

/** Whether what failed with this code may work in a moment. */
export function isPassing(code: unknown): boolean {
  return PASSING.has(code);
}

const DONE = { done: true, value: undefined } as const;

/** The subscriptions of a subgraph, whichever transport carries them. */
export function createSubscriptions<Context>(options: SubscriptionsOptions<Context>): Subscriptions {
  const { schema, contextOf, formatError, metrics, maxStreams = MAX_STREAMS } = options;
  const read = createSubscriptionReader(options);
  const gauge = metrics.gauge('graphql_streams_open', 'Subscriptions that are open');
  let open = 0;

  function formatted({ data, errors }: ExecutionResult) {
    return { data, errors: errors?.map((error) => formatError(error.toJSON(), error)) };
  }

  async function answerTo(args: Parameters<typeof execute>[0]): Promise<string> {
    return JSON.stringify(formatted(await execute(args)));
  }

  /** Takes a place, and gives what gives it back, once. */
  function takePlace(): () => void {
    open += 1;
    gauge.set(open);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      open -= 1;
      gauge.set(open);
    };
  }

  return {
    async open(given, requester) {
      const asked = read(given);
      if (asked instanceof GraphQLError) return asked;
      if (open >= maxStreams) return codedError('RATE_LIMITED', 'Too many subscriptions are open here.');
      const giveBack = takePlace();
      const argsOf = () => ({ schema, ...asked, contextValue: contextOf(requester) });
      try {
        const source = await createSourceEventStream(argsOf());
        if (Symbol.asyncIterator in source)
          return eachAnswered(
            source[Symbol.asyncIterator](),
            (event) => answerTo({ ...argsOf(), rootValue: event }),
            giveBack,
          );
        const refusal = formatted(source);
        const failure = refusal.errors?.find(({ extensions }) => isPassing(extensions?.code));
        if (failure === undefined) return onlyOne(JSON.stringify(refusal), giveBack);
        giveBack();
        return new GraphQLError(failure.message, { extensions: failure.extensions });
      } catch (error) {
        giveBack();
        throw error;
      }
    },
  };
}

/** Not a generator: that could not be left while it waits for an event. */
function eachAnswered(
  events: AsyncIterator<unknown>,
  answerTo: (event: unknown) => Promise<string>,
  onEnd: () => void,
): Answers {
  return {
    async next() {
      try {
        const { done, value } = await events.next();
        if (done !== true) return { done: false, value: await answerTo(value) };
        onEnd();
        return DONE;
      } catch (error) {
        onEnd();
        // Nobody reads on, and whoever gives the events must know.
        void Promise.resolve(events.return?.()).catch(() => undefined);
        throw error;
      }
    },
    async return() {
      onEnd();
      await events.return?.();
      return DONE;
    },
  };
}

function onlyOne(answer: string, onEnd: () => void): Answers {
  let isTold = false;
  return {
    async next() {
      if (!isTold) {
        isTold = true;
        return { done: false, value: answer };
      }
      onEnd();
      return DONE;
    },
    async return() {
      onEnd();
      return DONE;
    },
  };
}
