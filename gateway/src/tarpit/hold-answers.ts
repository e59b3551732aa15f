import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CLIENT_LEFT, noteOf } from '../log-requests/request-note.ts';
import type { Holder } from './create-holder.ts';

const TOO_LONG = 413;

/**
 * Holds refusals, and answers to operations that are new, for addresses that get one after another. See ADR 96. A hook that
 * refuses must not return a promise of its reply: when the client leaves while it is held, Fastify would take that for the end
 * of the hook, and run the request after all.
 */
export function holdAnswers(app: FastifyInstance, holder: Holder): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const suspicion = suspicionOf(request, reply, payload);
    if (suspicion === undefined) return done(null, payload);
    const suspect = {
      address: request.ip,
      elapsedMs: reply.elapsedTime,
      isRefusal: suspicion === 'refused',
      connection: reply.raw,
    };
    if (!holder.hold(suspect, () => done(null, payload))) return done(null, payload);
    // Nobody reads it any more, and parsed it may take twenty times the room that it had when it came.
    request.body = undefined;
    if (reply.statusCode === TOO_LONG) stopReading(request.raw);
  });
}

/** Node would go on taking what is too long: all that comes, or as much as it buffers of what nobody reads. */
function stopReading(request: FastifyRequest['raw']): void {
  request.pause();
  // The connection is closed after the answer.
  request.socket.pause();
}

/** What honest clients get seldom: a refusal, or an answer whose operation had to be examined first. */
function suspicionOf(
  request: FastifyRequest,
  { statusCode, raw }: FastifyReply,
  payload: unknown,
): 'refused' | 'new' | undefined {
  // Events are no answer that could come later, and every subscription is examined.
  const isStream = typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload);
  if (isStream || raw.destroyed || statusCode === CLIENT_LEFT) return undefined;
  if (statusCode >= 400 && statusCode < 500) return 'refused';
  return noteOf(request).examined === undefined ? undefined : 'new';
}
