import { counter } from '@rushgraph/messaging';
import type { Registry } from 'prom-client';

export interface WindowMetrics {
  /** What became of records. */
  records(outcome: 'counted' | 'late' | 'future' | 'repeated', count: number): void;
  results(count: number): void;
  /** An idle partition's time was let pass; or that was refused, because another member has the partition. */
  idleAdvance(outcome: 'done' | 'refused'): void;
}

/** Counts what a topology's windows do; only what was committed. */
export function windowMetrics(registry: Registry, topology: string): WindowMetrics {
  const records = counter(registry, 'window_records_total', 'Records by what became of them', ['topology', 'outcome']);
  const results = counter(registry, 'window_results_total', 'Final results of windows', ['topology']);
  const advances = counter(registry, 'window_idle_advances_total', 'Idle partitions whose time was let pass', [
    'topology',
    'outcome',
  ]);
  return {
    records: (outcome, count) => records.inc({ topology, outcome }, count),
    results: (count) => results.inc({ topology }, count),
    idleAdvance: (outcome) => advances.inc({ topology, outcome }),
  };
}
