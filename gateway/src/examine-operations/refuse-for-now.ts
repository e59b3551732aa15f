import type { FastifyReply } from 'fastify';
import { answerRefusal } from '../log-requests/request-note.ts';
import { TooManyWaiting } from '../threads/take-turns.ts';
import { comeAgain, RETRY_SECONDS } from './examination.ts';

/** Answers a request for whose text there is no place, and when to come again. Throws what else there is. */
export function refuseForNow(error: unknown, reply: FastifyReply): void {
  if (!(error instanceof TooManyWaiting)) throw error;
  answerRefusal(reply.header('retry-after', RETRY_SECONDS), 429, comeAgain());
}
