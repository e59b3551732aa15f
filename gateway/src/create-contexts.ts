import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from './context.ts';
import { refreshCookiesOf } from './fetch-subgraphs/cookies.ts';
import { noteOf } from './log-requests/request-note.ts';

/** Makes what a request carries to the subgraphs. It has so many milliseconds in all, from now on. */
export function createContexts(requestMs: number): (request: FastifyRequest, reply: FastifyReply) => GatewayContext {
  return (request, reply) => {
    const endsAt = performance.now() + requestMs;
    const left = new AbortController();
    reply.raw.on('close', () => {
      if (!reply.raw.writableFinished) left.abort(new Error('the client left'));
    });
    const note = noteOf(request);
    return {
      note,
      viewer: note.viewer ?? { kind: 'anonymous' },
      traceparent: note.traceparent,
      refreshCookies: refreshCookiesOf(request.headers.cookie),
      clientAddress: request.ip,
      timeLeftMs: () => endsAt - performance.now(),
      signal: left.signal,
      setCookie: (line) => void reply.header('set-cookie', line),
    };
  };
}
