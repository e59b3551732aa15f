import type { Metrics } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { countByOwner } from '../count-by-owner.ts';
import { addressSubject } from '../limit-rates/rate-subject.ts';
import { CLIENT_LEFT, noteOf } from '../log-requests/request-note.ts';
import type { Tarpit } from './tarpit.ts';

export interface HoldAnswersDeps {
  readonly tarpit: Tarpit;
  readonly metrics: Metrics;
  /** So many answers are held at the same time, of one address and of all: each is a timer, a connection and its text. */
  readonly most?: { readonly ofOne: number; readonly ofAll: number };
}

const MOST = { ofOne: 1_000, ofAll: 5_000 };
/** Its connection is closed, and reading on would only take more of what is too long. */
const TOO_LONG = 413;

/**
 * Holds refusals, and answers to operations that are new, for addresses that get one after another. See ADR 96. A hook that
 * refuses must not return a promise of its reply: when the client leaves while it is held, Fastify would take that for the end
 * of the hook, and run the request after all.
 */
export function holdAnswers(app: FastifyInstance, { tarpit, metrics, most = MOST }: HoldAnswersDeps): void {
  const counted = metrics.counter('gateway_held_answers_total', 'Answers that the tarpit has held');
  const held = countByOwner(most.ofAll);
  app.addHook('onSend', (request, reply, payload, done) => {
    const suspicion = suspicionOf(request, reply, payload);
    if (suspicion === undefined) return done(null, payload);
    const owner = addressSubject(request.ip);
    const ms = tarpit.holdFor(owner, reply.elapsedTime, suspicion === 'refused');
    const giveBack = ms > 0 ? held.take(owner, most.ofOne) : 'not held';
    if (typeof giveBack === 'string') return done(null, payload);
    counted.inc();
    // Nobody reads it any more, and parsed it may take twenty times the room that it had when it came.
    request.body = undefined;
    const end = () => {
      clearTimeout(timer);
      reply.raw.off('close', end);
      giveBack();
      done(null, payload);
    };
    const timer = setTimeout(end, ms);
    // Nothing is kept for who has left.
    reply.raw.once('close', end);
  });
}

/** What honest clients get seldom: a refusal, or an answer whose operation had to be examined first. */
function suspicionOf(
  request: FastifyRequest,
  { statusCode, raw }: FastifyReply,
  payload: unknown,
): 'refused' | 'new' | undefined {
  // Events are no answer that could come later, and every subscription is examined.
  const isStream = typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload);
  if (isStream || raw.destroyed || statusCode === CLIENT_LEFT || statusCode === TOO_LONG) return undefined;
  if (statusCode >= 400 && statusCode < 500) return 'refused';
  return noteOf(request).examined === undefined ? undefined : 'new';
}
