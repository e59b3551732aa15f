import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type BreakerState = 'closed' | 'trying' | 'open';
export type CallOutcome = (typeof OUTCOMES)[number];

/** What is counted about one breaker. */
export interface BreakerMetrics {
  stateChanged(to: BreakerState): void;
  callEnded(outcome: CallOutcome): void;
  /** Drops what belongs to an instance that is no more. */
  remove(): void;
}

const STATES = { closed: 0, trying: 1, open: 2 } as const satisfies Record<BreakerState, number>;
const OUTCOMES = ['success', 'slow', 'failure', 'not-counted', 'refused'] as const;
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LABELS = ['dependency', 'instance'];

/** Metrics of the breaker of one instance; `instance` is empty for a dependency that has none. */
export function createBreakerMetrics(registry: Registry, dependency: string, instance: string): BreakerMetrics {
  const labels = { dependency, instance };
  const state = gauge(registry, 'resilience_breaker_state', '0 closed, 1 trying, 2 open', LABELS);
  const changes = counter(registry, 'resilience_breaker_changes_total', 'Changes of state', [...LABELS, 'state']);
  const calls = counter(registry, 'resilience_calls_total', 'Calls by how they ended', [...LABELS, 'outcome']);
  state.set(labels, STATES.closed);
  // Looked up once: a breaker is passed by every order, and finding a labelled counter costs more than the breaker.
  let isRemoved = false;
  const byOutcome = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, calls.labels({ ...labels, outcome })]));
  return {
    stateChanged(to) {
      if (isRemoved) return;
      state.set(labels, STATES[to]);
      changes.inc({ ...labels, state: to });
    },
    // Calls that were under way when the instance left end later, and would make its metrics anew.
    callEnded: (outcome) => void (isRemoved || byOutcome[outcome]?.inc()),
    remove() {
      isRemoved = true;
      state.remove(labels);
      for (const to of Object.keys(STATES)) changes.remove({ ...labels, state: to });
      for (const outcome of OUTCOMES) calls.remove({ ...labels, outcome });
    },
  };
}

/** What is counted about the tries of one policy. */
export interface PolicyMetrics {
  retried(): void;
  shed(): void;
  ejected(): void;
  /** Calls that have come or gone: those that wait for a place included. */
  underWay(change: 1 | -1): void;
  callTook(milliseconds: number): void;
}

export function createPolicyMetrics(registry: Registry, dependency: string): PolicyMetrics {
  const labels = { dependency };
  const retries = counter(registry, 'resilience_retries_total', 'Tries after the first one', ['dependency']);
  const shed = counter(registry, 'resilience_shed_total', 'Calls refused because too many waited', ['dependency']);
  const ejections = counter(registry, 'resilience_ejections_total', 'Instances that got no calls any more', [
    'dependency',
  ]);
  const busy = gauge(registry, 'resilience_calls_under_way', 'Calls that are under way or wait for a place', [
    'dependency',
  ]).labels(labels);
  const seconds = histogram(registry, 'resilience_call_seconds', 'Duration of calls to instances', ['dependency']);
  return {
    retried: () => retries.inc(labels),
    shed: () => shed.inc(labels),
    ejected: () => ejections.inc(labels),
    underWay: (change) => busy.inc(change),
    callTook: (milliseconds) => seconds.observe(labels, milliseconds / 1_000),
  };
}

// The one of that name in the registry, made when it is missing: the policies of a process share it.

function counter(registry: Registry, name: string, help: string, labelNames: string[]): Counter {
  const present = registry.getSingleMetric(name);
  return present instanceof Counter ? present : new Counter({ name, help, labelNames, registers: [registry] });
}

function gauge(registry: Registry, name: string, help: string, labelNames: string[]): Gauge {
  const present = registry.getSingleMetric(name);
  return present instanceof Gauge ? present : new Gauge({ name, help, labelNames, registers: [registry] });
}

function histogram(registry: Registry, name: string, help: string, labelNames: string[]): Histogram {
  const present = registry.getSingleMetric(name);
  return present instanceof Histogram
    ? present
    : new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [registry] });
}
