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
  app.addHook('preHandler', async (request, reply) => {
    const { method, headers, body, routeOptions } = request;
    if (routeOptions.url !== '/graphql' || method !== 'POST') return undefined;
    const type = mediaTypeFor(headers.accept);
    const ready = type === undefined ? undefined : known.find(body);
    if (type === undefined || ready === undefined) return undefined;
    const answer = await known.answer(ready, contextOf(request, reply), clientIn(headers));
    for (const [name, value] of answer.headers) reply.header(name, value);
    return reply.code(answer.status).type(type).send(answer.text);
  });
}
