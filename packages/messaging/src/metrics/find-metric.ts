import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The counter of that name in the registry, made when it is missing: several consumers share one. */
export function counter(registry: Registry, name: string, help: string, labelNames: string[] = []): Counter {
  const present = registry.getSingleMetric(name);
  return present instanceof Counter ? present : new Counter({ name, help, labelNames, registers: [registry] });
}

/** The gauge of that name in the registry. */
export function gauge(registry: Registry, name: string, help: string, labelNames: string[] = []): Gauge {
  const present = registry.getSingleMetric(name);
  return present instanceof Gauge ? present : new Gauge({ name, help, labelNames, registers: [registry] });
}

/** The histogram of that name in the registry. */
export function histogram(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  buckets: number[],
): Histogram {
  const present = registry.getSingleMetric(name);
  return present instanceof Histogram
    ? present
    : new Histogram({ name, help, labelNames, buckets, registers: [registry] });
}
