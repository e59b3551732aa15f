import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientIn } from '../client-program.ts';
import type { GatewayContext } from '../context.ts';
import { mediaTypeFor } from '../refuse-requests/media-type.ts';
import type { AnswerKnown } from './answer-known.ts';

/** Answers operations that are known, before anything else looks at their texts. */
export function serveKnown(
  app: FastifyInstance,
  known: AnswerKnown,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => GatewayContext,
): void {
  // No promise: when a client leaves before it has all of a compressed answer, Fastify would take that for the end of the
  // hook, and have the operation run once more by the route.
  app.addHook('preHandler', (request, reply, done) => {
    const { method, headers, body, routeOptions } = request;
    if (routeOptions.url !== '/graphql' || method !== 'POST') return done();
    const type = mediaTypeFor(headers.accept);
    const ready = type === undefined ? undefined : known.find(body);
    if (type === undefined || ready === undefined) return done();
    known
      .answer(ready, contextOf(request, reply), clientIn(headers))
      .then((answer) => {
        for (const [name, value] of answer.headers) reply.header(name, value);
        reply.code(answer.status).type(type).send(answer.text);
      })
      .catch(done);
  });
}
