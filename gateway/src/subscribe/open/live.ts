import { CallerGone } from '@rushgraph/concurrency';
import { codedError, type Logger, type Metrics } from '@rushgraph/service';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../../context.ts';
import type { Engine } from '../../engine/engine.ts';
import { comeAgain } from '../../examine-operations/examination.ts';
import { type Answer, BadAnswer, readAnswer } from '../../fetch-subgraphs/read-answer.ts';
import type { DenyList } from '../../identify/deny-list.ts';
import type { UseCounter } from '../../record-use/count-use.ts';
import { type Sender, senderAt } from '../../threads/sender.ts';
import { TooManyWaiting } from '../../threads/take-turns.ts';
import { asksForSubscription, findAsked } from '../ask/find-asked.ts';
import { type PrepareDeps, type PreparedSubscription, prepareSubscription } from '../ask/prepare-subscription.ts';
import { Refused } from '../ask/refused.ts';
import type { StreamPlaces } from '../stream/limit-streams.ts';
import { type EndReason, endError, StreamEnded } from '../stream/stream-end.ts';
import type { Subscriber } from '../stream/subscriber.ts';
import { createSubscription, type Subscription } from '../stream/subscription.ts';
import type { Upstreams } from '../upstream/share-upstreams.ts';
import { noteStreams } from './note-streams.ts';

export interface LiveDeps extends PrepareDeps {
  readonly engine: Pick<Engine, 'current' | 'onSchemaLoadOrUpdate'>;
  readonly upstreams: Upstreams;
  readonly places: StreamPlaces;
  readonly denyList: DenyList;
  /** How long making one answer may take. */
  readonly requestMs: number;
  readonly mask: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** Counts what clients subscribe to. */
  readonly use?: UseCounter | undefined;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Live {
  /** Whether a request is for a subscription; false also for one that is no operation at all. Rejects with TooManyWaiting. */
  isSubscription(parameters: unknown, sender: Sender): Promise<boolean>;
  /** Opens a subscription. Throws what `tell` makes errors for the client of. */
  open(parameters: unknown, subscriber: Subscriber): Promise<Subscription>;
  /** What a client is told of something that a subscription, or its opening, has thrown. */
  tell(thrown: unknown): readonly GraphQLFormattedError[];
  /** Ends all subscriptions, and opens no more. */
  drain(): void;
}

const LONGEST_TIMER_MS = 2_147_483_647;

/** Subscriptions, whatever transport carries them: the one way in, with the same limits for all. */
export function createLive(deps: LiveDeps): Live {
  const { engine, upstreams, places, denyList, requestMs, mask, now } = deps;
  const open = new Set<Subscription>();
  const notes = noteStreams(deps);
  let isDraining = false;

  function endAll(reason: EndReason): void {
    for (const subscription of [...open]) subscription.endBecause(reason);
  }

  // The first call tells of the supergraph that is there already.
  engine.onSchemaLoadOrUpdate(() => endAll('SCHEMA_CHANGED'));

  function start(prepared: PreparedSubscription, subscriber: Subscriber, giveBack: () => void): Subscription {
    const { compiled, variables } = prepared;
    const { viewer, endsAt } = subscriber;
    const note = notes.begin(prepared, subscriber);
    let expiry: NodeJS.Timeout | undefined;
    const subscription = createSubscription({
      events: upstreams.follow(compiled.service, compiled.upstream(variables), viewer),
      isAllowed: async () => viewer.kind !== 'user' || !(await denyList.isDenied(viewer.sessionId)),
      answer: (event, signal) => compiled.answer(eventOf(event), variables, contextOf(subscriber, signal, requestMs)),
      format({ data, errors }) {
        const formatted = errors?.map((error) => mask(error.toJSON(), error));
        note.answered(formatted);
        return { ...(data !== undefined && { data }), ...(formatted !== undefined && { errors: formatted }) };
      },
      onEnd(ending) {
        clearTimeout(expiry);
        open.delete(subscription);
        giveBack();
        note.ended(ending);
      },
    });
    open.add(subscription);
    if (endsAt !== undefined) {
      const leftMs = Math.min(Math.max(endsAt.getTime() - now().getTime(), 0), LONGEST_TIMER_MS);
      expiry = setTimeout(() => subscription.endBecause('TOKEN_ENDED'), leftMs);
    }
    return subscription;
  }

  return {
    async isSubscription(parameters, sender) {
      try {
        return await asksForSubscription(parameters, sender, deps);
      } catch (error) {
        // Whoever answers queries will say what is wrong with it.
        if (error instanceof GraphQLError || error instanceof Refused || error instanceof CallerGone) return false;
        throw error;
      }
    },
    async open(parameters, subscriber) {
      if (isDraining) throw new StreamEnded('DRAINING');
      const giveBack = places.subscribe(subscriber.viewer, subscriber.clientAddress);
      try {
        const sender = senderAt(subscriber.clientAddress, subscriber.isThere);
        const found = await findAsked(parameters, sender, deps);
        const { loaded } = found;
        const prepared = await prepareSubscription(found, subscriber, sender, deps);
        if (isDraining) throw new StreamEnded('DRAINING');
        // Another supergraph may have been loaded while this one was planned for.
        if (engine.current() !== loaded) throw new StreamEnded('SCHEMA_CHANGED');
        deps.use?.count({ ...prepared, schema: loaded.schema }, subscriber.client);
        return start(prepared, subscriber, giveBack);
      } catch (error) {
        giveBack();
        throw error;
      }
    },
    tell(thrown) {
      const errors = errorsOf(thrown).map((error) => mask(error.toJSON(), error));
      notes.refused(errors);
      return errors;
    },
    drain() {
      isDraining = true;
      endAll('DRAINING');
    },
  };
}

function errorsOf(thrown: unknown): readonly GraphQLError[] {
  // Nobody is there to be told, and nothing has failed.
  if (thrown instanceof CallerGone) return [];
  if (thrown instanceof Refused) return thrown.errors;
  if (thrown instanceof StreamEnded) return [endError(thrown)];
  if (thrown instanceof TooManyWaiting) return [comeAgain()];
  if (thrown instanceof GraphQLError) return [thrown];
  return [new GraphQLError('A subscription failed', { originalError: toError(thrown) })];
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('Something was thrown that is no error', { cause: thrown });
}

/** An event of a subgraph, taken apart anew for each subscription: the parts of an answer go into it. */
function eventOf(event: string): Answer {
  try {
    return readAnswer(200, JSON.parse(event));
  } catch (error) {
    if (error instanceof BadAnswer)
      throw codedError('SUBGRAPH_UNAVAILABLE', 'The service that has the events is not available.');
    throw error;
  }
}

function contextOf(subscriber: Subscriber, signal: AbortSignal, requestMs: number): GatewayContext {
  const { viewer, traceparent, clientAddress } = subscriber;
  const endsAt = performance.now() + requestMs;
  return {
    note: { traceparent, codes: [] },
    viewer,
    traceparent,
    refreshCookies: undefined,
    clientAddress,
    timeLeftMs: () => endsAt - performance.now(),
    signal,
    setCookie: () => undefined,
  };
}
