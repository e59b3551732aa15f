import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientIn } from '../client-program.ts';
import type { GatewayContext } from '../context.ts';
import { mediaTypeFor } from '../refuse-requests/media-type.ts';
import type { AnswerKnown, ReadyOperation } from './answer-known.ts';

/** Answers an operation of which nothing is left but to run it. False where there is none: then Apollo Server answers. */
export type ServeReady = (
  request: FastifyRequest,
  reply: FastifyReply,
  find: (body: unknown) => ReadyOperation | undefined,
) => boolean;

/** Makes it, for whoever finds such operations. */
export function serveReady(
  known: Pick<AnswerKnown, 'answer'>,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => GatewayContext,
): ServeReady {
  return (request, reply, find) => {
    const { method, headers, body } = request;
    const type = method === 'POST' ? mediaTypeFor(headers.accept) : undefined;
    const ready = type === undefined ? undefined : find(body);
    if (type === undefined || ready === undefined) return false;
    known
      .answer(ready, contextOf(request, reply), clientIn(headers))
      .then((answer) => {
        for (const [name, value] of answer.headers) reply.header(name, value);
        reply.code(answer.status).type(type).send(answer.text);
      })
      .catch((error: unknown) => void reply.send(error));
    return true;
  };
}

/** Answers operations that are known, before anything else looks at their texts. */
export function serveKnown(app: FastifyInstance, { find }: Pick<AnswerKnown, 'find'>, serve: ServeReady): void {
  // No promise: when a client leaves before it has all of a compressed answer, Fastify would take that for the end of the
  // hook, and have the operation run once more by the route.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql' || !serve(request, reply, find)) done();
  });
}
