import { codedError } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressSubject } from '../limit-rates/rate-subject.ts';
import { answerRefusal, noteOf } from '../log-requests/request-note.ts';
import { findProblemBesideText, parametersOf } from '../refuse-requests/find-problem.ts';
import { mediaTypeFor } from '../refuse-requests/media-type.ts';
import { httpTransportFor } from '../subscribe/stream/framings.ts';
import type { Examination } from './examination.ts';
import type { Examined } from './examine-text.ts';
import { type AskedText, readAsked } from './read-asked.ts';
import { TooManyWaiting } from './take-turns.ts';
import type { TellRefusals } from './tell-refusals.ts';

export interface ServeExaminedDeps {
  readonly examination: Examination;
  readonly tell: TellRefusals;
}

/** What is noted where nobody is there any more to be told. */
const CLIENT_LEFT = 499;
const RETRY_SECONDS = 1;

/** Has texts that are not known examined, and answers what is refused for its text. Apollo Server answers the rest. */
export function serveExamined(app: FastifyInstance, { examination, tell }: ServeExaminedDeps): void {
  // No promise of the reply: it is kept also when the client leaves, and the route would then answer the request once more.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    const asked = readAsked(request);
    if (asked === undefined || examination.isKnown(asked.queryHash)) return done();
    if (findProblemBesideText(parametersOf(request)) !== undefined) return done();
    answerIfRefused(asked, request, reply).then((isAnswered) => isAnswered || done(), done);
  });

  async function answerIfRefused(asked: AskedText, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const isThere = () => !reply.raw.destroyed;
    try {
      const examined = await examination.examine(asked.text, asked.queryHash, {
        address: addressSubject(request.ip),
        isThere,
      });
      if (isThere()) return examined !== undefined && refuse(examined, asked, request, reply);
      answerRefusal(reply, CLIENT_LEFT, codedError('SUBGRAPH_TIMEOUT', 'Nobody waits for the answer any more'));
    } catch (error) {
      if (!(error instanceof TooManyWaiting)) throw error;
      const extensions = { retryAfterSeconds: RETRY_SECONDS };
      const refusal = codedError('RATE_LIMITED', 'Too many operations that are new here: come again.', extensions);
      answerRefusal(reply.header('retry-after', RETRY_SECONDS), 429, refusal);
    }
    return true;
  }

  /** Answers what is refused for its text, unless there is more to be seen than that. */
  function refuse(examined: Examined, asked: AskedText, request: FastifyRequest, reply: FastifyReply): boolean {
    if (examined.kind === 'bad') {
      answerRefusal(reply, 400, codedError(examined.code, examined.message));
      return true;
    }
    const note = noteOf(request);
    note.examined = asked.text;
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
