import type { EachBatchPayload } from 'kafkajs';

/** What was fetched of a partition: from which offset on, and where the partition ended then. */
export interface Fetched {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly end: bigint;
}

/** Reads it off a batch. The offset that was asked for is not in the types of kafkajs: it may lie before the first record. */
export function fetchedOf(batch: EachBatchPayload['batch']): Fetched {
  const { topic, partition, highWatermark } = batch;
  const from = 'fetchedOffset' in batch ? batch.fetchedOffset : (batch.firstOffset() ?? 0);
  return { topic, partition, from: BigInt(String(from)), end: BigInt(highWatermark) };
}
