import type { PersistedQueryOptions } from '@apollo/server';
import { codedError } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerRefusal, noteOf } from '../log-requests/request-note.ts';
import { findProblemBesideText, parametersOf } from '../refuse-requests/find-problem.ts';
import { mediaTypeFor } from '../refuse-requests/media-type.ts';
import { APQ_PREFIX } from '../store-operations/apq-cache.ts';
import { httpTransportFor } from '../subscribe/stream/framings.ts';
import { senderAt } from '../threads/sender.ts';
import type { Examination } from './examination.ts';
import type { Examined } from './examine-text.ts';
import { type AskedOperation, readAsked } from './read-asked.ts';
import { TooManyWaiting } from '../threads/take-turns.ts';
import type { TellRefusals } from './tell-refusals.ts';

export interface ServeExaminedDeps {
  readonly examination: Examination;
  /** Where Apollo Server finds the texts of persisted queries. */
  readonly storedTexts: Pick<NonNullable<PersistedQueryOptions['cache']>, 'get'>;
  readonly tell: TellRefusals;
}

/** What is noted where nobody is there any more to be told. */
const CLIENT_LEFT = 499;
const RETRY_SECONDS = 1;

/** Has texts that are not known examined, and answers what is refused for its text. Apollo Server answers the rest. */
export function serveExamined(app: FastifyInstance, { examination, storedTexts, tell }: ServeExaminedDeps): void {
  // No promise of the reply: it is kept also when the client leaves, and the route would then answer the request once more.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    const asked = readAsked(request);
    if (asked === undefined || examination.isKnown(asked.queryHash)) return done();
    if (findProblemBesideText(parametersOf(request)) !== undefined) return done();
    answerIfRefused(asked, request, reply).then((isAnswered) => isAnswered || done(), done);
  });

  async function answerIfRefused(asked: AskedOperation, request: FastifyRequest, reply: FastifyReply) {
    const isThere = () => !reply.raw.destroyed;
    try {
      const text = asked.text ?? (await storedTexts.get(APQ_PREFIX + asked.queryHash));
      if (text === undefined) return false;
      const examined = await examination.examine(text, asked.queryHash, senderAt(request.ip, isThere));
      if (isThere()) return examined !== undefined && refuse(examined, text, asked, request, reply);
      // No error of ours, nor of a subgraph: no code is counted.
      reply.code(CLIENT_LEFT).send();
    } catch (error) {
      if (!(error instanceof TooManyWaiting)) throw error;
      const extensions = { retryAfterSeconds: RETRY_SECONDS };
      const refusal = codedError('RATE_LIMITED', 'Too many operations that are new here: come again.', extensions);
      answerRefusal(reply.header('retry-after', RETRY_SECONDS), 429, refusal);
    }
    return true;
  }

  /** Answers what is refused for its text, unless there is more to be seen than that. */
  function refuse(
    examined: Examined,
    text: string,
    asked: AskedOperation,
    request: FastifyRequest,
    reply: FastifyReply,
  ): boolean {
    if (examined.kind === 'bad') {
      answerRefusal(reply, 400, codedError(examined.code, examined.message));
      return true;
    }
    const note = noteOf(request);
    note.examined = text;
    const { accept } = request.headers;
    const type = mediaTypeFor(accept);
    // It is answered by events.
    const mayStream = examined.hasSubscription && httpTransportFor(accept) !== undefined;
    const told = type === undefined || mayStream ? undefined : tell(examined, asked, request.method, note);
    if (type === undefined || told === undefined) return false;
    for (const [name, value] of told.headers) reply.header(name, value);
    reply.code(told.status).type(type).send(told.text);
    return true;
  }
}
