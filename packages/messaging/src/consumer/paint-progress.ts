import type { EachBatchPayload } from 'kafkajs';
import type { Position } from './positions.ts';

const EVERY_MS = 1_000;

/** Kafka's committed offset is only a picture for lag monitors: a failure to paint it changes nothing. */
export async function paintProgress(
  { batch, commitOffsetsIfNecessary }: EachBatchPayload,
  position: Position,
): Promise<void> {
  const at = performance.now();
  if (at - position.committedAt < EVERY_MS) return;
  position.committedAt = at;
  const partitions = [{ partition: batch.partition, offset: position.next.toString() }];
  await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] });
}
