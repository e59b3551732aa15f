import { codedError } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerRefusal, noteOf } from '../log-requests/request-note.ts';
import { httpTransportFor } from '../subscribe/stream/framings.ts';
import { findProblem, parametersOf } from './find-problem.ts';
import { mediaTypeFor } from './media-type.ts';

const METHODS = ['GET', 'POST', 'OPTIONS'];

/**
 * Refuses requests that no engine should see, in GraphQL's own form and sees to it that every JSON answer of
 * `/graphql` has the media type that was asked for.
 */
export function refuseRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    const { accept, 'content-encoding': encoding = 'identity' } = request.headers;
    // Whether it is a subscription, which is answered by events, is seen when its body is there.
    const mayStream = request.method === 'POST' && httpTransportFor(accept) !== undefined;
    if (mediaTypeFor(accept) === undefined && !mayStream)
      refuse(reply, 406, 'The answer is JSON: accept application/json.');
    else if (encoding !== 'identity') refuse(reply, 415, 'Send the request as it is, not compressed.');
    // Apollo Server makes an address of it, and would take what is none for a fault of ours.
    else if (!URL.canParse(`http://${request.hostname}`)) refuse(reply, 400, 'The header "host" is no name of a host.');
    else done();
  });
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    const problem = findProblem(parametersOf(request), noteOf(request).examined);
    if (problem === undefined) done();
    else answerRefusal(reply, 400, problem);
  });
  // Not when the answer begins: Fastify takes the type away again where something fails.
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.routeOptions.url === '/graphql') inTypeAskedFor(request, reply);
    done(null, payload);
  });
  const others = app.supportedMethods.filter((method) => !METHODS.includes(method) && method !== 'HEAD');
  app.route({
    method: others,
    url: '/graphql',
    handler: async (_, reply) => refuse(reply.header('allow', 'GET, POST'), 405, 'Use GET or POST.'),
  });
}

function inTypeAskedFor(request: FastifyRequest, reply: FastifyReply): void {
  const type = mediaTypeFor(request.headers.accept);
  const isJson = reply.getHeader('content-type')?.toString().startsWith('application/json');
  if (type !== undefined && isJson === true) reply.type(type);
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return answerRefusal(reply, status, codedError('BAD_USER_INPUT', message));
}
