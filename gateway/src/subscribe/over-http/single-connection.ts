import { randomBytes } from 'node:crypto';
import { answerStream, codedError, eventStream, type StreamFraming } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { answerRefusal, endUnanswered } from '../../log-requests/request-note.ts';
import { streamAlone } from '../../refuse-requests/limit-pipelining.ts';
import { RETRY_AFTER_SECONDS } from '../stream/limit-streams.ts';
import { refuseForm, type ServeStreamsDeps, subscriberOf, takePlace } from './http-subscriber.ts';
import { type Merged, mergeSubscriptions } from './merge-subscriptions.ts';

/** A stream that a client has asked for, and may have connected. */
interface Reservation {
  readonly merged: Merged;
  /** Who reserved it: nobody else adds to it, whatever token they have found. */
  readonly viewer: string;
  isConnected: boolean;
  end(): void;
}

export interface SingleConnections {
  /** Whether a POST belongs to a stream that is reserved. */
  isMeant(request: FastifyRequest): boolean;
  subscribe(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  /** Ends all streams, each with the last of its subscriptions. */
  close(): void;
}

const TOKEN_HEADER = 'x-graphql-event-stream-token';
const TOKEN_BYTES = 24;
/** A reservation that nobody comes for ends. */
const RESERVED_MS = 10_000;
const given = z.object({ token: z.string().optional(), operationId: z.string().optional() });
const named = z.object({ extensions: z.object({ operationId: z.string().min(1).max(200) }) });

/** The texts are whole events already. */
const framing: StreamFraming = { ...eventStream, answer: (text) => text, end: '' };

/**
 * The single connection mode of graphql-sse, for pages over HTTP/1, of which a browser connects six: PUT reserves a stream, GET
 * connects it, POST adds a subscription to it and DELETE takes one out.
 */
export function serveSingleConnections(app: FastifyInstance, deps: ServeStreamsDeps): SingleConnections {
  const { live, places, isAllowedOrigin, heartbeatMs, stuckMs, monotonic } = deps;
  const reservations = new Map<string, Reservation>();
  const reserved = (request: FastifyRequest) => reservations.get(tokenOf(request) ?? '');

  app.put('/graphql/stream', async (request, reply) => {
    const refused = refuseForm(request, reply, isAllowedOrigin);
    if (refused !== undefined) return refused;
    const leave = takePlace(request, places);
    if (leave instanceof GraphQLError)
      return answerRefusal(reply.header('retry-after', RETRY_AFTER_SECONDS), 429, leave);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const merged = mergeSubscriptions(live);
    const end = () => {
      clearTimeout(expiry);
      reservations.delete(token);
      leave();
      void merged.return();
    };
    const expiry = setTimeout(() => reservations.get(token)?.isConnected || end(), RESERVED_MS);
    reservations.set(token, { merged, viewer: viewerOf(request), isConnected: false, end });
    return reply.code(201).type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(token);
  });

  app.get('/graphql/stream', { exposeHeadRoute: false }, async (request, reply) => {
    const reservation = reserved(request);
    if (!isAllowedOrigin(request.headers.origin, request.headers.host))
      return refuse(reply, 403, 'Pages of this origin may not subscribe.');
    if (reservation === undefined) return refuse(reply, 404, 'There is no such stream: reserve one with PUT.');
    if (reservation.isConnected) return refuse(reply, 409, 'The stream is connected already.');
    reservation.isConnected = true;
    await streamAlone(request, reply);
    if (reply.raw.destroyed) {
      reservation.end();
      return endUnanswered(reply);
    }
    const body = answerStream(eventsOf(reservation.merged), { framing, heartbeatMs, stuckMs, monotonic });
    body.once('close', reservation.end);
    return reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .type(framing.contentType)
      .send(body);
  });

  app.delete('/graphql/stream', async (request, reply) => {
    const reservation = reserved(request);
    const { operationId } = given.parse(request.query);
    if (reservation?.viewer !== viewerOf(request) || operationId === undefined)
      return refuse(reply, 404, 'There is no such subscription.');
    await reservation.merged.remove(operationId);
    return reply.send({});
  });

  return {
    isMeant: (request) => tokenOf(request) !== undefined,
    async subscribe(request, reply) {
      const refused = refuseForm(request, reply, isAllowedOrigin);
      if (refused !== undefined) return refused;
      const reservation = reserved(request);
      if (reservation?.viewer !== viewerOf(request)) return refuse(reply, 404, 'There is no such stream.');
      const read = named.safeParse(request.body);
      if (!read.success) return refuse(reply, 400, '"extensions.operationId" must name the subscription.');
      const { operationId } = read.data.extensions;
      const place = reservation.merged.take(operationId);
      if (place === undefined) return refuse(reply, 409, 'A subscription of this name is open.');
      try {
        await place.fill(await live.open(request.body, subscriberOf(request, 'sse')));
        return reply.code(202).send({});
      } catch (error) {
        place.giveUp();
        return reply.code(400).send({ errors: live.tell(error) });
      }
    },
    close() {
      for (const { merged } of reservations.values()) merged.end();
    },
  };
}

function tokenOf({ headers, query }: FastifyRequest): string | undefined {
  const header = headers[TOKEN_HEADER];
  return typeof header === 'string' ? header : given.safeParse(query).data?.token;
}

function viewerOf(request: FastifyRequest): string {
  return JSON.stringify(subscriberOf(request, 'sse').viewer);
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  const code = status === 403 ? 'FORBIDDEN' : status === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT';
  return answerRefusal(reply, status, codedError(code, message));
}

function eventsOf(merged: Merged): AsyncIterator<string, undefined> {
  return {
    async next() {
      const { done, value } = await merged.next();
      if (done === true) return { done, value };
      const { event, ...data } = value;
      return { done: false, value: `event: ${event}\ndata: ${JSON.stringify(data)}\n\n` };
    },
    return: () => merged.return(),
  };
}
