import { CallerGone, type CallersTime, forCaller, refuseIfGone } from '@rushgraph/concurrency';
import { codedError, TIME_LEFT_HEADER } from '@rushgraph/identity';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLScalarType } from 'graphql';
import { errorAnswer } from '../graphql/mask-errors.ts';
import { noticeStandstill, untilClosingsAreKnown } from './standstill.ts';

/** Milliseconds; what is no such number says nothing. */
const TIME = /^\d{1,7}$/;

const TIME_LEFT = Symbol('how long the caller waits');

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * On the request itself. A young collection keeps the values of a weak map even when their keys are dead; these values
     * lead back to the keys, so each request (some 3 kB) would stay until the whole heap is marked.
     */
    [TIME_LEFT]?: CallersTime;
  }
}

/**
 * Takes from a signed call how long its caller waits, and does nothing for one who has left: a call that comes too late
 * is refused at once, and nothing is begun for it once its time is over. To be added behind the hook that refuses unsigned
 * calls. A call that says nothing is not bounded.
 */
export function limitByCaller(app: FastifyInstance, service: string): void {
  const standstill = noticeStandstill();
  app.addHook('onClose', async () => standstill.stop());
  app.addHook('onRequest', (request, reply, done) => {
    const sent = request.viewer === undefined ? undefined : request.headers[TIME_LEFT_HEADER];
    if (typeof sent !== 'string' || !TIME.test(sent)) return done();
    const end = performance.now() + Number(sent);
    let hasLeft = false;
    reply.raw.once('close', () => {
      hasLeft = !reply.raw.writableFinished;
    });
    request[TIME_LEFT] = { leftMs: () => (hasLeft ? 0 : end - performance.now()) };
    if (!standstill.isJustOver()) return proceed(request, reply, done);
    // Of calls that lay in the sockets all that waited for an answer may have gone.
    void untilClosingsAreKnown().then(() => proceed(request, reply, done));
  });
  // Reading a body takes time, and happens in the scope of the connection.
  app.addHook('preValidation', proceed);

  function proceed(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const time = request[TIME_LEFT];
    if (time === undefined) done();
    else if (time.leftMs() > 0) forCaller(time, done);
    else void reply.code(504).send(errorAnswer(tooLate(service)));
  }
}

/** Its caller has had an answer of the same code from whoever called, or has left. */
function tooLate(service: string) {
  return codedError('SUBGRAPH_TIMEOUT', `The ${service} service was asked too late.`, { service });
}

type Resolve = (...given: readonly unknown[]) => unknown;

/** The same resolvers; each refuses to begin once its caller has left. */
export function refuseLateWork(resolvers: object, service: string): object {
  return mapValues(resolvers, (type) => (isMap(type) ? mapValues(type, guarded) : type));

  function guarded(value: unknown, name: string): unknown {
    // What only tells a type begins nothing.
    if (name === '__resolveType' || name === '__isTypeOf') return value;
    if (isResolve(value)) return guard(value);
    return isMap(value) ? mapValues(value, guarded) : value;
  }

  function guard(resolve: Resolve): Resolve {
    return (...given) => {
      try {
        refuseIfGone();
      } catch (error) {
        throw error instanceof CallerGone ? tooLate(service) : error;
      }
      return resolve(...given);
    };
  }
}

function isResolve(value: unknown): value is Resolve {
  return typeof value === 'function';
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof GraphQLScalarType);
}

function mapValues(map: object, change: (value: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value, name)]));
}
