import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

it('gives one metric for one name, under the name of the service', async () => {
  const metrics = createMetrics('shop', { defaults: false });
  metrics.counter('orders_total', 'Orders', ['outcome']).inc({ outcome: 'ok' });
  metrics.counter('orders_total', 'Orders', ['outcome']).inc({ outcome: 'ok' });
  expect(await metrics.registry.metrics()).toContain('orders_total{outcome="ok",service="shop"} 2');
});

it('keeps two processes apart and shows what Node does', async () => {
  const first = createMetrics('first');
  const second = createMetrics('second', { defaults: false });
  first.gauge('depth', 'Depth').set(3);
  second.histogram('wait_seconds', 'Wait').observe(0.002);
  const [one, two] = await Promise.all([first.registry.metrics(), second.registry.metrics()]);
  expect(one).toContain('nodejs_eventloop_lag_seconds');
  expect(one).toContain('depth{service="first"} 3');
  expect(two).not.toContain('depth');
  expect(two).toContain('wait_seconds_bucket{le="0.0025",service="second"} 1');
  expect(two).toContain('wait_seconds_bucket{le="0.001",service="second"} 0');
});
