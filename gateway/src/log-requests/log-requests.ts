import { createHash } from 'node:crypto';
import type { Viewer } from '@rushgraph/identity';
import type { Logger, Metrics } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';
import { noteOf } from './request-note.ts';

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
  const errors = metrics.counter('gateway_errors_total', 'Errors in answers, by their code', ['code']);
  app.addHook('onResponse', async (request, reply) => {
    if (!request.routeOptions.url?.startsWith('/graphql') || request.method === 'OPTIONS') return;
    const { traceparent, viewer, operation, kind, codes, cost } = noteOf(request);
    for (const code of codes) errors.inc({ code });
    logger.info(
      {
        trace: traceparent.split('-')[1],
        operation: operation?.slice(0, LONGEST_NAME),
        kind,
        viewer: viewerHash(viewer),
        cost,
        codes: codes.length > 0 ? codes : undefined,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  });
}

/** The same person is the same, and nobody can be looked up. */
export function viewerHash(viewer: Viewer | undefined): string | undefined {
  if (viewer?.kind !== 'user') return undefined;
  return createHash('sha256').update(viewer.id).digest('base64url').slice(0, 12);
}
