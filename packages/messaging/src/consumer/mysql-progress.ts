import type { Database, Tx } from '@rushgraph/database';
import type { Outbox } from '../outbox/outbox.ts';
import { type Batch, FencedOff } from './batch.ts';
import type { Progress, Step } from './progress.ts';

export type HandleBatch<E> = (batch: Batch<E>, tx: Tx) => Promise<void>;
export type HandleBatches<E> = (batches: readonly Batch<E>[], tx: Tx) => Promise<void>;

interface MysqlProgressOptions<E> {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly group: string;
  readonly handle: HandleBatch<E>;
  /** Without it every partition has a transaction of its own. */
  readonly handleTogether?: HandleBatches<E> | undefined;
}

const WHERE = 'WHERE grp = ? AND topic = ? AND partition_id = ?';
const MOVE = 'WHEN topic = ? AND partition_id = ? THEN ?';

/** Effect, dead letters, outbox rows and offset in one transaction. */
export function createMysqlProgress<E>(options: MysqlProgressOptions<E>): Progress<E> {
  const { database, outbox, group, handle, handleTogether } = options;

  /** First of all: who does not own a partition waits here for the owner, and then finds the offset moved. */
  async function moveOffsets(tx: Tx, steps: readonly Step<E>[]): Promise<void> {
    const sorted = [...steps].sort((left, right) => compare(left.batch, right.batch));
    const { affectedRows } = await tx.run(
      `UPDATE consumer_offset SET next_offset = CASE ${sorted.map(() => MOVE).join(' ')} END
       WHERE grp = ? AND (topic, partition_id, next_offset) IN (?)`,
      [
        ...sorted.flatMap(({ batch, to }) => [batch.topic, batch.partition, to.toString()]),
        group,
        sorted.map(({ batch, from }) => [batch.topic, batch.partition, from.toString()]),
      ],
    );
    if (affectedRows < steps.length) throw new FencedOff(`${group} is no longer where it was on one of its partitions`);
  }

  return {
    commitsToKafka: false,
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
        // As in moveOffsets, with a message that names the partition.
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
    applyTogether:
      handleTogether &&
      (async (steps) => {
        await database.transaction(async (tx) => {
          await moveOffsets(tx, steps);
          const batches = steps.map(({ batch }) => batch).filter(({ records }) => records.length > 0);
          if (batches.length > 0) await handleTogether(batches, tx);
          await outbox.recordRaw(
            tx,
            steps.flatMap(({ deadLetters }) => deadLetters),
          );
        });
      }),
  };
}

/** All members of a group lock its rows in this order. */
function compare(left: Batch<unknown>, right: Batch<unknown>): number {
  if (left.topic !== right.topic) return left.topic < right.topic ? -1 : 1;
  return left.partition - right.partition;
}
