import { answerStream, codedError } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { refuseForNow } from '../../examine-operations/refuse-for-now.ts';
import { answerRefusal, endUnanswered, noteOf } from '../../log-requests/request-note.ts';
import { streamAlone } from '../../refuse-requests/limit-pipelining.ts';
import { mediaTypeFor } from '../../refuse-requests/media-type.ts';
import { senderAt } from '../../threads/sender.ts';
import type { Live } from '../open/live.ts';
import { type HttpTransport, httpTransportFor } from '../stream/framings.ts';
import { RETRY_AFTER_SECONDS } from '../stream/limit-streams.ts';
import type { Subscription } from '../stream/subscription.ts';
import { refuseForm, type ServeStreamsDeps, subscriberOf, takePlace } from './http-subscriber.ts';
import { serveSingleConnections } from './single-connection.ts';

/**
 * Subscriptions over HTTP: `/graphql/stream` as server-sent events in both modes of graphql-sse, and `POST /graphql` where a client accepts event streams or multipart answers. Queries on `/graphql` pass by.
 */
export function serveStreams(app: FastifyInstance, deps: ServeStreamsDeps): { close(): void } {
  const { live } = deps;

  // No promise of the reply: it is kept also when the client leaves, and the route would then answer the request once more.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql' || request.method !== 'POST') return done();
    const transport = httpTransportFor(request.headers.accept);
    if (transport === undefined) return done();
    serveIfAsked(request, reply, transport).then((isServed) => isServed || done(), done);
  });

  async function serveIfAsked(request: FastifyRequest, reply: FastifyReply, transport: HttpTransport) {
    const isThere = () => !reply.raw.destroyed;
    try {
      if (await live.isSubscription(request.body, senderAt(request.ip, isThere))) {
        await serve(request, reply, transport, deps);
        return true;
      }
    } catch (error) {
      // It may be one, and must not be answered as a query.
      refuseForNow(error, reply);
      return true;
    }
    if (mediaTypeFor(request.headers.accept) !== undefined) return false;
    answerRefusal(reply, 406, codedError('BAD_USER_INPUT', 'The answer is JSON: accept application/json.'));
    return true;
  }

  const singleConnections = serveSingleConnections(app, deps);
  app.post('/graphql/stream', async (request, reply) => {
    if (singleConnections.isMeant(request)) return singleConnections.subscribe(request, reply);
    const transport = httpTransportFor(request.headers.accept);
    if (transport !== undefined) await serve(request, reply, transport, deps);
    else answerRefusal(reply, 406, codedError('BAD_USER_INPUT', 'The answers are events: accept text/event-stream.'));
    return reply;
  });
  return { close: singleConnections.close };
}

/** Resolves when the answer has begun. */
async function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  transport: HttpTransport,
  deps: ServeStreamsDeps,
): Promise<void> {
  const { live, places, isAllowedOrigin, heartbeatMs, stuckMs, monotonic } = deps;
  if (refuseForm(request, reply, isAllowedOrigin) !== undefined) return;
  const leave = takePlace(request, places);
  if (leave instanceof GraphQLError) {
    answerRefusal(reply.header('retry-after', RETRY_AFTER_SECONDS), 429, leave);
    return;
  }
  const opened = await live
    .open(request.body, subscriberOf(request, transport.name))
    .catch((error: unknown) => live.tell(error));
  // It would be kept for as long as the stream lasts.
  request.body = undefined;
  await streamAlone(request, reply);
  if (reply.raw.destroyed) {
    // Fastify would take it for a fault that nobody takes the stream.
    leave();
    if ('next' in opened) await opened.return();
    return endUnanswered(reply);
  }
  if (!('next' in opened)) noteOf(request).codes = opened.map(({ extensions }) => String(extensions?.code));
  const answers = 'next' in opened ? textsOf(opened, transport, live) : onlyErrors(opened, transport);
  const body = answerStream(answers, { framing: transport, heartbeatMs, stuckMs, monotonic });
  body.once('close', leave);
  reply
    .header('cache-control', 'no-store')
    // For proxies that would gather answers before they pass them on.
    .header('x-accel-buffering', 'no')
    .type(transport.contentType)
    .send(body);
}

/** Each answer as text; an end that is none of the client's becomes the last one. */
function textsOf(subscription: Subscription, transport: HttpTransport, live: Live): AsyncIterator<string> {
  let isOver = false;
  return {
    async next() {
      if (isOver) return { done: true, value: undefined };
      try {
        const { done, value } = await subscription.next();
        return done === true ? { done, value } : { done: false, value: transport.write(value) };
      } catch (error) {
        isOver = true;
        return { done: false, value: transport.writeErrors(live.tell(error)) };
      }
    },
    async return() {
      await subscription.return();
      return { done: true, value: undefined };
    },
  };
}

/** As graphql-sse has it: why nothing is opened is told in the stream. */
async function* onlyErrors(
  errors: readonly GraphQLFormattedError[],
  transport: HttpTransport,
): AsyncGenerator<string, undefined> {
  yield transport.writeErrors(errors);
  return undefined;
}
