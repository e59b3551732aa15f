import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { traceparentOf } from './traceparent.ts';

/** What every log line of a request says. */
export interface RequestScope {
  /** W3C trace context: the caller's own, or a new one. */
  readonly traceparent: string;
  /** The name of the operation, once it is known. */
  operation?: string;
}

const scopes = new AsyncLocalStorage<RequestScope>();
const SCOPE = Symbol('what every log line of a request says');
/** Clients name their operations; a log line needs no more of it. */
const MAX_NAME = 100;

declare module 'fastify' {
  interface FastifyRequest {
    [SCOPE]?: RequestScope;
  }
}

/** The scope of a request; a new one says nothing but the trace. */
export function scopeOf(request: FastifyRequest, traceparent?: string): RequestScope {
  const known = request[SCOPE];
  if (known !== undefined) return known;
  const scope: RequestScope = { traceparent: traceparent ?? traceparentOf(request.headers.traceparent) };
  request[SCOPE] = scope;
  return scope;
}

/** Whatever is logged while a request is answered carries its trace and its operation. */
export function scopeRequests(app: FastifyInstance, traceOf?: (request: FastifyRequest) => string): void {
  app.addHook('onRequest', (request, _reply, done) => scopes.run(scopeOf(request, traceOf?.(request)), done));
  // A body is read in the scope of its connection, which is nobody's.
  app.addHook('preValidation', (request, _reply, done) => scopes.run(scopeOf(request), done));
}

/** Names the operation of the request that is being answered. */
export function nameOperation(name: string | null | undefined): void {
  const scope = scopes.getStore();
  if (scope !== undefined && name !== null && name !== undefined) scope.operation = name.slice(0, MAX_NAME);
}

/** The fields that a log line gets. */
export function scopeFields(): { readonly trace?: string; readonly operation?: string } {
  const scope = scopes.getStore();
  if (scope === undefined) return {};
  const trace = scope.traceparent.split('-')[1] ?? scope.traceparent;
  return scope.operation === undefined ? { trace } : { trace, operation: scope.operation };
}
