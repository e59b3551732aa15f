/** One record of a table topic; a null value deletes the key. */
export interface TableRecord<V> {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: V | null;
}

export interface TableEntry<V> {
  readonly partition: number;
  readonly key: string;
  readonly value: V;
}

export interface TableState<V> {
  /**
   * Begins a partition for one generation of the consumer group: what an earlier generation knew is dropped. The
   * partition may be read once every offset below `end` has been applied.
   */
  assign(partition: number, generation: number, end: bigint): void;
  revoke(partition: number): void;
  /**
   * Applies a record in offset order; false when it came from a handler of another generation, or was applied before.
   */
  apply(record: TableRecord<V>, generation: number): boolean;
  /** Tells how far the topic was read even where compaction or control records left no record to apply. */
  advance(partition: number, next: bigint, generation: number): void;
  /** True when the partition has been replayed to the end it had at its assignment. */
  isCaughtUp(partition: number): boolean;
  /** The present value; throws when the partition is not caught up, because then nobody can know. */
  get(partition: number, key: string): V | undefined;
  /** The partitions that may be read. */
  partitions(): number[];
  /** The rows of a partition that is caught up, in the order in which their keys came; also while it changes. */
  rows(partition: number): Iterable<TableEntry<V>>;
  /** Rows held, over all partitions: the memory that the table needs grows with it. */
  size(): number;
}

interface Partition<V> {
  readonly generation: number;
  readonly end: bigint;
  next: bigint;
  readonly rows: Map<string, V>;
}

/**
 * The rows of a compacted topic with the semantics of a Kafka Streams KTable: offset order wins, null deletes, and
 * nothing is read before the replay is complete. A value that is replaced or deleted is let go: see ADR 97.
 */
export function createTableState<V>(letGo?: (value: V) => void): TableState<V> {
  const partitions = new Map<number, Partition<V>>();

  function current(partition: number, generation: number): Partition<V> | undefined {
    const held = partitions.get(partition);
    return held?.generation === generation ? held : undefined;
  }

  return {
    assign(partition, generation, end) {
      partitions.set(partition, { generation, end, next: 0n, rows: new Map() });
    },
    revoke(partition) {
      partitions.delete(partition);
    },
    apply({ partition, offset, key, value }, generation) {
      const held = current(partition, generation);
      if (held === undefined || offset < held.next) return false;
      const before = held.rows.get(key);
      if (before !== undefined) letGo?.(before);
      if (value === null) held.rows.delete(key);
      else held.rows.set(key, value);
      held.next = offset + 1n;
      return true;
    },
    advance(partition, next, generation) {
      const held = current(partition, generation);
      if (held !== undefined && next > held.next) held.next = next;
    },
    isCaughtUp(partition) {
      const held = partitions.get(partition);
      return held !== undefined && held.next >= held.end;
    },
    get(partition, key) {
      const held = partitions.get(partition);
      if (held === undefined || held.next < held.end) {
        throw new Error(`Partition ${partition} of the table was read before its replay was complete`);
      }
      return held.rows.get(key);
    },
    partitions: () => [...partitions].flatMap(([partition, { next, end }]) => (next < end ? [] : [partition])),
    *rows(partition) {
      const held = partitions.get(partition);
      if (held === undefined || held.next < held.end) return;
      for (const [key, value] of held.rows) yield { partition, key, value };
    },
    size() {
      let rows = 0;
      for (const partition of partitions.values()) rows += partition.rows.size;
      return rows;
    },
  };
}
