import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics.ts';

/** Times each request by route and status. The route is the pattern, not the address, so the labels are few. */
export function timeRequests(app: FastifyInstance, metrics: Metrics): void {
  const duration = metrics.histogram('http_request_seconds', 'Time to answer an HTTP request', [
    'method',
    'route',
    'status',
  ]);
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    // A method is whatever the caller wrote; without a route it is not one of ours.
    const method = route === 'unknown' ? 'unknown' : request.method;
    duration.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    done();
  });
}
