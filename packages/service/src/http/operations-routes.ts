import type { FastifyInstance } from 'fastify';
import type { Health } from '../health.ts';
import type { Metrics } from '../metrics.ts';

/** `/health/live`, `/health/ready` with each dependency (503 unless ready or degraded), and `/metrics` for Prometheus. */
export function addOperationsRoutes(app: FastifyInstance, health: Health, metrics: Metrics): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_, reply) => {
    const report = await health.report();
    const ready = report.status === 'ready' || report.status === 'degraded';
    return reply.code(ready ? 200 : 503).send(report);
  });
  app.get('/metrics', async (_, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
