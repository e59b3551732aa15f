import type { Database, Tx } from '@rushgraph/database';
import type { Outbox } from '../outbox/outbox.ts';
import { type Batch, FencedOff } from './batch.ts';
import type { Progress } from './progress.ts';

interface MysqlProgressOptions<E> {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly group: string;
  readonly handle: (batch: Batch<E>, tx: Tx) => Promise<void>;
}

const WHERE = 'WHERE grp = ? AND topic = ? AND partition_id = ?';

/** Effect, dead letters, outbox rows and offset in one transaction. */
export function createMysqlProgress<E>({ database, outbox, group, handle }: MysqlProgressOptions<E>): Progress<E> {
  return {
    async load(topic, partition) {
      await database.run(
        'INSERT INTO consumer_offset (grp, topic, partition_id, next_offset) VALUES (?) ON DUPLICATE KEY UPDATE grp = grp',
        [[group, topic, partition, 0]],
      );
      const [row] = await database.rows<{ next_offset: number | string }>(
        `SELECT next_offset FROM consumer_offset ${WHERE}`,
        [group, topic, partition],
      );
      return BigInt(row?.next_offset ?? 0);
    },
    async apply({ batch, deadLetters, from, to }) {
      await database.transaction(async (tx) => {
        // First of all: who does not own the partition waits here for the owner, and then finds the offset moved.
        const { affectedRows } = await tx.run(
          `UPDATE consumer_offset SET next_offset = ? ${WHERE} AND next_offset = ?`,
          [to.toString(), group, batch.topic, batch.partition, from.toString()],
        );
        if (affectedRows === 0) {
          throw new FencedOff(`${group} is no longer at offset ${from} of ${batch.topic}/${batch.partition}`);
        }
        if (batch.records.length > 0) await handle(batch, tx);
        await outbox.recordRaw(tx, deadLetters);
      });
    },
  };
}
