import type { Database, Tx } from '@rushgraph/database';
import { type Batch, type Consumer, type ConsumerOptions, createConsumer, type Outbox } from '@rushgraph/messaging';
import type { Table } from '../table/create-table.ts';

/** The present row of a key of these records, or undefined. */
export type Lookup<V> = (key: string) => V | undefined;

/**
 * What a stream–table join does with records of the stream, of one partition or of several, each partition's in order. Only they trigger it; the table is what it is at that
 * moment. `Store` is where the effect goes: a MySQL transaction in a consumer, anything in a driver.
 */
export type JoinHandler<E, V, Store = Tx> = (
  batch: Pick<Batch<E>, 'records'>,
  store: Store,
  lookup: Lookup<V>,
) => Promise<void>;

export interface TableJoinOptions<E, V> extends Omit<ConsumerOptions<E>, 'replicas'> {
  readonly database: Database;
  readonly outbox: Outbox;
  /** Its topic must have as many partitions as the topics of the stream, and the same keys. */
  readonly table: Table<V>;
  readonly handle: JoinHandler<E, V>;
}

/**
 * A consumer that joins streams with a table in one consumer group: partition p of both is with one member, and the
 * table's is replayed before a record of the stream's is handled. Effect and stream offset are one MySQL transaction;
 * the table's records change memory alone.
 */
export function createTableJoin<E, V>({ table, handle, ...options }: TableJoinOptions<E, V>): Consumer {
  return createConsumer({
    ...options,
    replicas: [table.replica],
    handleTogether(batches, tx) {
      const partitions = new Map(
        batches.flatMap(({ partition, records }) => records.map(({ key }) => [key, partition] as const)),
      );
      return handle({ records: batches.flatMap(({ records }) => records) }, tx, (key) => {
        const partition = partitions.get(key);
        return partition === undefined ? undefined : table.lookup(partition, key);
      });
    },
  });
}
