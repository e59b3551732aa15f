import fastify, { type FastifyInstance } from 'fastify';
import type { Health, HealthReport } from '../health.ts';
import type { Metrics } from '../metrics.ts';

/** On the public port: `/health/live`, and `/health/ready` (503 unless ready or degraded), which names no dependency. */
export function addHealthRoutes(app: FastifyInstance, health: Health): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_, reply) => {
    const report = await health.report();
    return reply.code(statusOf(report)).send({ status: report.status });
  });
}

/** For operators, on a port of their own: `/metrics` for Prometheus, and `/health/ready` with each dependency. Not listening. */
export function createOperationsServer(health: Health, metrics: Metrics): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_, reply) => {
    const report = await health.report();
    return reply.code(statusOf(report)).send(report);
  });
  app.get('/metrics', async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  return app;
}

function statusOf({ status }: HealthReport): 200 | 503 {
  return status === 'ready' || status === 'degraded' ? 200 : 503;
}
