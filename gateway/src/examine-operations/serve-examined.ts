import type { PersistedQueryOptions } from '@apollo/server';
import { codedError } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { AnswerKnown } from '../answer-known/answer-known.ts';
import type { ServeReady } from '../answer-known/serve-known.ts';
import { operationMeant } from '../limit-operations/find-operation.ts';
import { answerRefusal, endUnanswered, noteOf } from '../log-requests/request-note.ts';
import { findProblemBesideText, parametersOf } from '../refuse-requests/find-problem.ts';
import { mediaTypeFor } from '../refuse-requests/media-type.ts';
import { APQ_PREFIX } from '../store-operations/apq-cache.ts';
import { httpTransportFor } from '../subscribe/stream/framings.ts';
import { type Sender, senderAt } from '../threads/sender.ts';
import type { Examination, ReadText } from './examination.ts';
import { type BadText, type Examined, type InvalidDocument, mayHoldSubscription } from './examine-text.ts';
import { type AskedOperation, readAsked } from './read-asked.ts';
import { refuseForNow } from './refuse-for-now.ts';
import type { TellRefusals } from './tell-refusals.ts';

export interface ServeExaminedDeps {
  readonly examination: Examination;
  /** Where Apollo Server finds the texts of persisted queries. */
  readonly storedTexts: Pick<NonNullable<PersistedQueryOptions['cache']>, 'get'>;
  readonly tell: TellRefusals;
  readonly known: Pick<AnswerKnown, 'findNew'>;
}

/**
 * Has texts that are not known examined, and answers what is refused for its text, and what is valid and asks for nothing
 * else. Apollo Server answers the rest.
 */
export function serveExamined(app: FastifyInstance, deps: ServeExaminedDeps, serve: ServeReady): void {
  const { examination, storedTexts, tell, known } = deps;

  // No promise of the reply: it is kept also when the client leaves, and the route would then answer the request once more.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    const asked = readAsked(request);
    if (asked === undefined || examination.isKnown(asked.queryHash)) return done();
    if (findProblemBesideText(parametersOf(request)) !== undefined) return done();
    answerHere(asked, request, reply).then((isAnswered) => isAnswered || done(), done);
  });

  async function answerHere(asked: AskedOperation, request: FastifyRequest, reply: FastifyReply) {
    const isThere = () => !reply.raw.destroyed;
    try {
      const text = asked.text ?? (await storedTexts.get(APQ_PREFIX + asked.queryHash));
      if (text === undefined) return false;
      const sender = senderAt(request.ip, isThere);
      const read = await examine({ ...asked, text }, request, sender);
      if (isThere()) return read !== undefined && answer(read, { ...asked, text, sender }, request, reply);
      endUnanswered(reply);
    } catch (error) {
      refuseForNow(error, reply);
    }
    return true;
  }

  /** What asks for a subscription where it is answered by events is only read here: who opens it refuses it, too. */
  async function examine(asked: AskedText, request: FastifyRequest, sender: Sender) {
    const { text, queryHash, operationName, isWhole } = asked;
    if (isWhole && mayStream(request) && mayHoldSubscription(text)) {
      const read = await examination.read(text, queryHash, sender);
      if (read === undefined || isNoDocument(read.examined)) return read;
      const operation = operationMeant(read.examined.operations, operationName)?.operation;
      if (operation === OperationTypeNode.SUBSCRIPTION) return 'streamed';
    }
    return examination.examine(text, queryHash, sender);
  }

  /** Answers what is refused for its text, and what can be run, unless there is more to be seen than that. */
  function answer(
    read: ReadText | 'streamed',
    asked: AskedText & { readonly sender: Sender },
    request: FastifyRequest,
    reply: FastifyReply,
  ): boolean {
    const note = noteOf(request);
    if (read === 'streamed') {
      note.examined = asked.text;
      return false;
    }
    const { examined, document, loaded } = read;
    if (examined.kind === 'bad') {
      answerRefusal(reply, 400, codedError(examined.code, examined.message));
      return true;
    }
    note.examined = asked.text;
    const type = mediaTypeFor(request.headers.accept);
    if (type === undefined) return false;
    const told = tell(examined, asked, request.method, note);
    if (told === undefined) {
      if (document === undefined) return false;
      return serve(request, reply, (body) => known.findNew(body, { ...asked, document, loaded }));
    }
    for (const [name, value] of told.headers) reply.header(name, value);
    reply.code(told.status).type(type).send(told.text);
    return true;
  }
}

interface AskedText extends AskedOperation {
  readonly text: string;
}

function mayStream({ method, headers }: FastifyRequest): boolean {
  return method === 'POST' && httpTransportFor(headers.accept) !== undefined;
}

/** The same by whatever rules. */
function isNoDocument(examined: Examined): examined is BadText | InvalidDocument {
  return examined.kind === 'bad' || (examined.kind === 'invalid' && examined.code === 'GRAPHQL_PARSE_FAILED');
}
