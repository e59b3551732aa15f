import type { PersistedQueryOptions } from '@apollo/server';
import { codedError } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import { operationMeant } from '../limit-operations/find-operation.ts';
import { answerRefusal, endUnanswered, noteOf } from '../log-requests/request-note.ts';
import { findProblemBesideText, parametersOf } from '../refuse-requests/find-problem.ts';
import { mediaTypeFor } from '../refuse-requests/media-type.ts';
import { APQ_PREFIX } from '../store-operations/apq-cache.ts';
import { httpTransportFor } from '../subscribe/stream/framings.ts';
import { type Sender, senderAt } from '../threads/sender.ts';
import type { Examination } from './examination.ts';
import { type BadText, type Examined, type InvalidDocument, mayHoldSubscription } from './examine-text.ts';
import { type AskedOperation, readAsked } from './read-asked.ts';
import { refuseForNow } from './refuse-for-now.ts';
import type { TellRefusals } from './tell-refusals.ts';

export interface ServeExaminedDeps {
  readonly examination: Examination;
  /** Where Apollo Server finds the texts of persisted queries. */
  readonly storedTexts: Pick<NonNullable<PersistedQueryOptions['cache']>, 'get'>;
  readonly tell: TellRefusals;
}

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
      const examined = await examine({ ...asked, text }, request, senderAt(request.ip, isThere));
      if (isThere()) return examined !== undefined && refuse(examined, { ...asked, text }, request, reply);
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
      const examined = (await examination.read(text, queryHash, sender))?.examined;
      if (examined === undefined || isNoDocument(examined)) return examined;
      const operation = operationMeant(examined.operations, operationName)?.operation;
      if (operation === OperationTypeNode.SUBSCRIPTION) return 'streamed';
    }
    return examination.examine(text, queryHash, sender);
  }

  /** Answers what is refused for its text, unless there is more to be seen than that. */
  function refuse(
    examined: Examined | 'streamed',
    asked: AskedText,
    request: FastifyRequest,
    reply: FastifyReply,
  ): boolean {
    if (examined !== 'streamed' && examined.kind === 'bad') {
      answerRefusal(reply, 400, codedError(examined.code, examined.message));
      return true;
    }
    const note = noteOf(request);
    note.examined = asked.text;
    const type = mediaTypeFor(request.headers.accept);
    if (examined === 'streamed' || type === undefined) return false;
    const told = tell(examined, asked, request.method, note);
    if (told === undefined) return false;
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
