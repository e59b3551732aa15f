import { hash } from 'node:crypto';
import type { Viewer } from '@rushgraph/identity';
import { type Logger, type Metrics, withoutRedaction } from '@rushgraph/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CLIENT_LEFT, noteOf } from './request-note.ts';

/** Clients name their operations; a log line needs no more of it. */
const LONGEST_NAME = 100;

export interface LogRequestsDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * One line for each request of the graph, whatever became of it: trace, operation, who asked (as a hash: the same person
 * is the same, and nobody can be looked up), cost, codes, status and milliseconds. Codes are counted, too.
 */
export function logRequests(app: FastifyInstance, { logger, metrics }: LogRequestsDeps): void {
  const isLogged = logger.isLevelEnabled('info');
  const lines = withoutRedaction(logger);
  const errors = metrics.counter('gateway_errors_total', 'Errors in answers, by their code', ['code']);
  app.addHook('onResponse', (request, reply, done) => {
    if (isMeant(request)) logRequest(request, reply, reply.statusCode);
    done();
  });
  // Of a client that leaves before its answer begins, Fastify tells nobody.
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => {
      if (isMeant(request) && !reply.raw.headersSent) logRequest(request, reply, CLIENT_LEFT);
    });
    done();
  });

  function logRequest(request: FastifyRequest, reply: FastifyReply, status: number): void {
    const { traceparent, viewer, operation, kind, codes, cost } = noteOf(request);
    for (const code of codes) errors.inc({ code });
    if (!isLogged) return;
    lines.info(
      {
        trace: traceparent.split('-')[1],
        operation: operation?.slice(0, LONGEST_NAME),
        kind,
        viewer: viewerHash(viewer),
        cost,
        codes: codes.length > 0 ? codes : undefined,
        status,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  }
}

/** What asks the graph. A preflight asks for nothing. */
function isMeant({ routeOptions, method }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/graphql') === true && method !== 'OPTIONS';
}

/** By the viewer of a remembered token. */
const hashes = new WeakMap<Viewer, string>();

/** The same person is the same, and nobody can be looked up. */
export function viewerHash(viewer: Viewer | undefined): string | undefined {
  if (viewer?.kind !== 'user') return undefined;
  const known = hashes.get(viewer) ?? hash('sha256', viewer.id, 'base64url').slice(0, 12);
  hashes.set(viewer, known);
  return known;
}
