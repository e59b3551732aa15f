import type { Metrics } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressSubject } from '../limit-rates/rate-subject.ts';
import { noteOf } from '../log-requests/request-note.ts';
import type { Tarpit } from './tarpit.ts';

/** Timers, and the requests that they keep. */
const MOST_HELD = 1_000;
const CLIENT_LEFT = 499;

/** Holds refusals, and answers to what nobody asked before, for addresses that get one after another. See ADR 96. */
export function holdAnswers(app: FastifyInstance, tarpit: Tarpit, metrics: Metrics): void {
  const counted = metrics.counter(
    'gateway_held_answers_total',
    'Answers held for addresses that are refused again and again',
  );
  let held = 0;
  app.addHook('onSend', (request, reply, payload, done) => {
    const ms = isSuspect(request, reply) ? tarpit.take(addressSubject(request.ip), reply.elapsedTime) : 0;
    if (ms === 0 || held >= MOST_HELD) return done(null, payload);
    held += 1;
    counted.inc();
    setTimeout(() => {
      held -= 1;
      done(null, payload);
    }, ms);
  });
}

/** What honest clients get seldom: a refusal, or an answer whose operation had to be examined first. */
function isSuspect(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  const isRefusal = statusCode >= 400 && statusCode < 500 && statusCode !== CLIENT_LEFT;
  return isRefusal || noteOf(request).examined !== undefined;
}
