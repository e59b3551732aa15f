import type { KafkaMessage } from 'kafkajs';
import type { Registry } from 'prom-client';
import { counter, gauge, histogram } from '../metrics/find-metric.ts';

export interface ConsumerMetrics {
  step(topic: string, messages: readonly KafkaMessage[], now: Date, seconds: number): void;
  lag(topic: string, partition: number, records: bigint): void;
  /** The partition is no longer ours. */
  noLag(topic: string, partition: number): void;
  deadLetter(topic: string): void;
  retry(topic: string): void;
  fenced(topic: string): void;
}

const SIZES = [1, 5, 20, 50, 100, 200, 500, 1_000];
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

/** Lag, age, batch size, duration, retries, dead letters and fencings of one group. */
export function consumerMetrics(registry: Registry, group: string): ConsumerMetrics {
  const labels = ['group', 'topic'];
  const lagging = gauge(registry, 'consumer_lag_records', 'Records behind the end of the partition', [
    ...labels,
    'partition',
  ]);
  const age = histogram(
    registry,
    'consumer_record_age_seconds',
    'Age of a record when it took effect',
    labels,
    SECONDS,
  );
  const size = histogram(registry, 'consumer_batch_records', 'Records in one transaction', labels, SIZES);
  const duration = histogram(registry, 'consumer_batch_seconds', 'Time for one transaction', labels, SECONDS);
  const dead = counter(registry, 'consumer_dead_letters_total', 'Records set aside', labels);
  const retries = counter(registry, 'consumer_retries_total', 'Batches done again after a passing failure', labels);
  const fencings = counter(
    registry,
    'consumer_fenced_total',
    'Batches given up because another member owns the partition',
    labels,
  );
  return {
    lag: (topic, partition, records) => lagging.set({ group, topic, partition: String(partition) }, Number(records)),
    noLag: (topic, partition) => lagging.remove({ group, topic, partition: String(partition) }),
    step(topic, messages, now, seconds) {
      const oldest = messages[0];
      if (oldest === undefined) return;
      age.observe({ group, topic }, Math.max(0, now.getTime() - Number(oldest.timestamp)) / 1_000);
      size.observe({ group, topic }, messages.length);
      duration.observe({ group, topic }, seconds);
    },
    deadLetter: (topic) => dead.inc({ group, topic }),
    retry: (topic) => retries.inc({ group, topic }),
    fenced: (topic) => fencings.inc({ group, topic }),
  };
}
