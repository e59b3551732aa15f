import type { Metrics } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { countByOwner } from '../count-by-owner.ts';
import { addressSubject } from '../limit-rates/rate-subject.ts';
import { CLIENT_LEFT, noteOf } from '../log-requests/request-note.ts';
import type { Tarpit } from './tarpit.ts';

/** Held answers: some kilobytes and a timer each. */
const MOST_HELD = 5_000;
const MOST_OF_ONE = 1_000;

/**
 * Holds refusals, and answers to operations that are new, for addresses that get one after another. See ADR 96. A hook that
 * refuses must not return a promise of its reply: when the client leaves while it is held, Fastify would take that for the end
 * of the hook, and run the request after all.
 */
export function holdAnswers(app: FastifyInstance, tarpit: Tarpit, metrics: Metrics): void {
  const counted = metrics.counter('gateway_held_answers_total', 'Answers that the tarpit has held');
  const held = countByOwner(MOST_HELD);
  app.addHook('onSend', (request, reply, payload, done) => {
    const suspicion = suspicionOf(request, reply, payload);
    if (suspicion === undefined) return done(null, payload);
    const owner = addressSubject(request.ip);
    const ms = tarpit.holdFor(owner, reply.elapsedTime, suspicion === 'refused');
    const giveBack = ms > 0 ? held.take(owner, MOST_OF_ONE) : 'not held';
    if (typeof giveBack === 'string') return done(null, payload);
    counted.inc();
    // Nobody reads it any more, and parsed it may take twenty times the room that it had when it came.
    request.body = undefined;
    setTimeout(() => {
      giveBack();
      done(null, payload);
    }, ms);
  });
}

/** What honest clients get seldom: a refusal, or an answer whose operation had to be examined first. */
function suspicionOf(
  request: FastifyRequest,
  { statusCode }: FastifyReply,
  payload: unknown,
): 'refused' | 'new' | undefined {
  // Events are no answer that could come later, and every subscription is examined.
  if (typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload)) return undefined;
  if (statusCode >= 400 && statusCode < 500 && statusCode !== CLIENT_LEFT) return 'refused';
  return noteOf(request).examined === undefined ? undefined : 'new';
}
