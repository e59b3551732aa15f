import { counter, type EventDefinition, gauge, histogram, type RawRecord, type Replica } from '@rushgraph/messaging';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createTableState, type TableEntry } from './table-state.ts';

export interface Table<V> {
  /** What a consumer keeps up to date. */
  readonly replica: Replica;
  /** The present row. Throws when the partition is not ours, or not caught up: then nobody here can know. */
  lookup(partition: number, key: string): V | undefined;
  /** The partitions that are ours and caught up. */
  partitions(): number[];
  /** The rows of such a partition, in the order in which their keys came; none of any other. */
  rows(partition: number): Iterable<TableEntry<V>>;
  size(): number;
}

export interface TableOptions<V> {
  readonly definition: EventDefinition<V>;
  readonly logger: Pick<Logger, 'error'>;
  readonly metrics: { readonly registry: Registry };
  /** Milliseconds from any origin. Default: the process's monotonic clock. */
  readonly elapsed?: () => number;
}

/** A row is read when it is asked for: a replay passes over far more records than are ever looked at. */
interface LazyEntry<V> {
  text: string;
  value: V | undefined;
  isRead: boolean;
}

/** The map that had the row may keep it for long. See ADR 97. */
function empty<V>(row: LazyEntry<V>): void {
  row.text = '';
  row.value = undefined;
}

const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The rows of a compacted topic, with the semantics of a Kafka Streams KTable. */
export function createTable<V>(options: TableOptions<V>): Table<V> {
  const { definition, logger, metrics, elapsed = () => performance.now() } = options;
  const { topic } = definition;
  const state = createTableState<LazyEntry<V>>(empty);
  const startedAt = new Map<number, number>();
  const rowsHeld = gauge(metrics.registry, 'table_rows', 'Rows held in memory', ['topic']);
  const replaySeconds = histogram(
    metrics.registry,
    'table_replay_seconds',
    'Time from the assignment of a partition until it was caught up',
    ['topic'],
    SECONDS,
  );
  const unreadable = counter(metrics.registry, 'table_unreadable_rows_total', 'Rows that were no row', ['topic']);

  function read(key: string, row: LazyEntry<V>): V | undefined {
    if (row.isRead) return row.value;
    row.isRead = true;
    try {
      row.value = definition.schema.parse(JSON.parse(row.text));
    } catch (error) {
      unreadable.inc({ topic });
      logger.error({ err: error, topic, key }, 'could not decode a table row; it is treated as missing');
    }
    return row.value;
  }

  function observe(partition: number): void {
    rowsHeld.set({ topic }, state.size());
    const started = startedAt.get(partition);
    if (started === undefined || !state.isCaughtUp(partition)) return;
    startedAt.delete(partition);
    replaySeconds.observe({ topic }, (elapsed() - started) / 1_000);
  }

  const replica: Replica = {
    topic,
    assign(partition, generation, start, end) {
      state.assign(partition, generation, end);
      state.advance(partition, start, generation);
      startedAt.set(partition, elapsed());
      observe(partition);
    },
    revoke(partition) {
      state.revoke(partition);
      startedAt.delete(partition);
      rowsHeld.set({ topic }, state.size());
    },
    apply(partition, records, generation) {
      for (const record of records) applyOne(partition, record, generation);
      observe(partition);
    },
    advance(partition, next, generation) {
      state.advance(partition, next, generation);
      observe(partition);
    },
    isCaughtUp: (partition) => state.isCaughtUp(partition),
  };

  function applyOne(partition: number, { key, value, offset }: RawRecord, generation: number): void {
    if (key === null) {
      unreadable.inc({ topic });
      logger.error({ topic, partition, offset }, 'a table record has no key; it is skipped');
      return;
    }
    // A text of its own: the buffer is a slice that would keep everything alive that was fetched with it.
    const row = value === null ? null : { text: value.toString(), value: undefined, isRead: false };
    state.apply({ partition, offset: BigInt(offset), key: key.toString(), value: row }, generation);
  }

  return {
    replica,
    lookup(partition, key) {
      const row = state.get(partition, key);
      return row && read(key, row);
    },
    partitions: () => state.partitions(),
    *rows(wanted) {
      for (const { partition, key, value: row } of state.rows(wanted)) {
        const value = read(key, row);
        if (value !== undefined) yield { partition, key, value };
      }
    },
    size: () => state.size(),
  };
}
