import type { EventDefinition } from '@rushgraph/messaging';
import { Registry } from 'prom-client';
import type { JoinHandler } from '../join/join-table.ts';
import { createTable } from '../table/create-table.ts';

export interface JoinDriverOptions<E, V, Store> {
  readonly table: EventDefinition<V>;
  readonly stream: EventDefinition<E>;
  readonly handle: JoinHandler<E, V, Store>;
  /** Handed to the handler where a consumer hands it a transaction. */
  readonly store: Store;
  /** Default 1. */
  readonly partitions?: number;
  readonly partitionOf?: (key: string, partitions: number) => number;
}

export interface JoinDriver<E, V> {
  /** A row of the table; takes no effect by itself. */
  upsert(row: V): void;
  /** A tombstone. */
  remove(key: string): void;
  /** Records of the stream, in order, at a time in milliseconds. */
  pipe(data: readonly E[], timestamp: number): Promise<void>;
  /** As after a rebalance: the table is forgotten and replayed from what was written so far. */
  rebalance(): void;
  /** How many rows there are. */
  size(): number;
}

interface Written {
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer;
  readonly value: Buffer | null;
}

/** Runs a stream–table join with no broker: records and their times are fed by hand, and take effect at once. */
export function createJoinDriver<E, V, Store>(options: JoinDriverOptions<E, V, Store>): JoinDriver<E, V> {
  const { partitions = 1, partitionOf = () => 0, handle, store } = options;
  const log: Written[] = [];
  const table = createTable({
    definition: options.table,
    metrics: { registry: new Registry() },
    logger: {
      error: (_fields: unknown, message?: string) => {
        throw new Error(message ?? 'the table cannot be read');
      },
    },
  });
  let generation = 0;
  let streamed = 0;

  function rebalance(): void {
    generation += 1;
    for (let partition = 0; partition < partitions; partition++) {
      const records = log.filter((record) => record.partition === partition);
      table.replica.assign(partition, generation, 0n, BigInt(records.length));
      table.replica.apply(partition, records, generation);
    }
  }

  function write(key: string, value: string | null): void {
    const partition = partitionOf(key, partitions);
    const offset = log.filter((record) => record.partition === partition).length;
    const record = {
      partition,
      offset: String(offset),
      key: Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
    };
    log.push(record);
    table.replica.apply(partition, [record], generation);
  }

  rebalance();
  return {
    upsert: (row) => write(options.table.key(row), JSON.stringify(row)),
    remove: (key) => write(key, null),
    async pipe(data, timestamp) {
      for (const one of data) {
        const key = options.stream.key(one);
        const metadata = {
          id: String(streamed),
          type: options.stream.type,
          source: 'driver',
          time: new Date(timestamp).toISOString(),
          subject: key,
          sequence: 1,
        };
        const record = { definition: options.stream, key, data: one, metadata, offset: BigInt(streamed++), timestamp };
        const partition = partitionOf(key, partitions);
        await handle({ records: [record] }, store, (wanted) => table.lookup(partition, wanted));
      }
    },
    rebalance,
    size: () => table.size(),
  };
}
