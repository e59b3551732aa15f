import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  gauge<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>;
  /** Buckets in the unit that the name ends with; default: seconds from 1 ms to 10 s. */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
    buckets?: readonly number[],
  ): Histogram<Label>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of one process, with Node's own metrics. Asking for the same name twice gives the same metric. */
export function createMetrics(service: string, { defaults = true } = {}): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (defaults) collectDefaultMetrics({ register: registry });

  return {
    registry,
    counter(name, help, labels = []) {
      const present = registry.getSingleMetric(name);
      if (present instanceof Counter) return present;
      return new Counter({ name, help, labelNames: [...labels], registers: [registry] });
    },
    gauge(name, help, labels = []) {
      const present = registry.getSingleMetric(name);
      if (present instanceof Gauge) return present;
      return new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    },
    histogram(name, help, labels = [], buckets = SECONDS) {
      const present = registry.getSingleMetric(name);
      if (present instanceof Histogram) return present;
      return new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] });
    },
  };
}
