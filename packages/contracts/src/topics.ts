import { couponUpdated, couponUpdatedV1 } from './events/coupon-updated.ts';
import { myPageComposed } from './events/mypage-composed.ts';
import { orderReleased } from './events/order-released.ts';
import { orderRequested } from './events/order-requested.ts';
import { orderUpdated, orderUpdatedV1 } from './events/order-updated.ts';
import { stockDelta, stockDeltaLate } from './events/stock-delta.ts';
import { stockResult } from './events/stock-result.ts';
import { userErased } from './events/user-erased.ts';
import { userUpdated } from './events/user-updated.ts';

export interface TopicDeclaration {
  readonly name: string;
  readonly partitions: number;
  /** Kafka topic configuration, as strings. */
  readonly config: Readonly<Record<string, string>>;
}

/** Equal for all joined topics: a join needs partition p of both sides on one member. */
const PARTITIONS = 4;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Where records go that a consumer group cannot use. */
export function deadLetterTopic(topic: string, group: string): string {
  return `${topic}.${group}.dlq`;
}

/** A broker that compresses by itself would write what our consumers cannot read: kafkajs knows no lz4, snappy or zstd. */
const readable = { 'compression.type': 'uncompressed' };
/** Kafka's own default, said here because dead letters depend on it. */
const MAX_BATCH_BYTES = 1_048_588;
const source = { ...readable, 'max.message.bytes': String(MAX_BATCH_BYTES) };
/** A dead letter is its record and, in headers, why and from where it was set aside. */
const deadLetters = { ...readable, 'max.message.bytes': String(2 * MAX_BATCH_BYTES), 'retention.ms': '-1' };
const history = { ...source, 'retention.ms': String(7 * DAY_MS) };
/** Rolled and cleaned often, so that replaying the table stays as cheap as what is pending. */
const table = {
  ...source,
  'cleanup.policy': 'compact',
  'segment.ms': '60000',
  'min.cleanable.dirty.ratio': '0.1',
  'delete.retention.ms': '600000',
  'max.compaction.lag.ms': '300000',
};
/**
 * The last state of each thing, for ever: projections are rebuilt from these. What was before it is gone after a week at the
 * latest, so a tombstone takes what was personal out of the log, too.
 */
const lastOfEach = {
  ...source,
  'cleanup.policy': 'compact',
  'segment.ms': String(DAY_MS),
  'max.compaction.lag.ms': String(7 * DAY_MS),
};

const consumed: readonly (TopicDeclaration & { readonly groups: readonly string[] })[] = [
  { name: orderRequested.topic, partitions: PARTITIONS, config: table, groups: ['item', 'order'] },
  { name: orderReleased.topic, partitions: PARTITIONS, config: history, groups: ['item'] },
  { name: stockResult.topic, partitions: PARTITIONS, config: history, groups: ['order'] },
  { name: stockDelta.topic, partitions: PARTITIONS, config: history, groups: ['item-window'] },
  { name: stockDeltaLate.topic, partitions: PARTITIONS, config: history, groups: ['item-window'] },
  { name: orderUpdated.topic, partitions: PARTITIONS, config: lastOfEach, groups: ['mypage'] },
  { name: couponUpdated.topic, partitions: PARTITIONS, config: lastOfEach, groups: ['mypage'] },
  { name: userUpdated.topic, partitions: PARTITIONS, config: lastOfEach, groups: ['mypage'] },
  { name: userErased.topic, partitions: PARTITIONS, config: lastOfEach, groups: ['mypage'] },
  { name: myPageComposed.topic, partitions: PARTITIONS, config: history, groups: ['mypage'] },
];

/**
 * Topics of earlier versions, and the groups that read them. Nothing is written to them any more and a new shop does not
 * get them; where they are, pages are still made of what is in them, so they must not be deleted.
 */
export const retiredTopics: readonly { readonly name: string; readonly groups: readonly string[] }[] = [
  { name: orderUpdatedV1.topic, groups: ['mypage'] },
  { name: couponUpdatedV1.topic, groups: ['mypage'] },
];

/** Every topic of the system with its settings; the only place that names them. */
export const topics: readonly TopicDeclaration[] = consumed.flatMap(({ groups, ...topic }) => [
  topic,
  ...groups.map((group) => ({
    name: deadLetterTopic(topic.name, group),
    partitions: 1,
    config: deadLetters,
  })),
]);
