export { type Batch, type ConsumedRecord, FencedOff, InvalidEvent } from './consumer/batch.ts';
export { type Behind, type Consumer, type ConsumerOptions, sumBehind } from './consumer/consumer-options.ts';
export {
  createConsumer,
  createProjectionConsumer,
  type MysqlConsumerOptions,
  type ProjectionConsumerOptions,
} from './consumer/create-consumer.ts';
export type { ProjectionMarks, Reached } from './consumer/kafka-progress.ts';
export type { Assigned, RawRecord, Replica } from './consumer/replica.ts';
export type { OnBug } from './consumer/take-steps.ts';
export type { DeadLetter } from './dead-letters/dead-letter-record.ts';
export {
  discardDeadLetter,
  type Inbox,
  listDeadLetters,
  replayDeadLetter,
  showDeadLetter,
} from './dead-letters/inbox.ts';
export {
  type EventDefinition,
  type EventMetadata,
  type EventOptions,
  event,
  type NewEvent,
  tombstone,
} from './event/event.ts';
export { encodeHeaders, type Headers, headersOf, partitionKeyOf } from './event/headers.ts';
export { createKafka, type KafkaOptions } from './kafka.ts';
export { counter, gauge, histogram } from './metrics/find-metric.ts';
export {
  BUCKETS,
  createOutbox,
  type Outbox,
  type OutboxOptions,
  type OutboxRows,
} from './outbox/outbox.ts';
export type { OutgoingRecord } from './outbox/outgoing-record.ts';
export { createRelay, type Relay, type RelayOptions } from './outbox/relay.ts';
export { murmur2, partitionOf } from './producer/murmur2.ts';
export { createProducer, type Producer, type ProducerOptions } from './producer/producer.ts';
export type { ProducerRecord } from './producer/producer-record.ts';
export { type Tail, type TailOptions, tailTopic } from './tail/tail-topic.ts';
export {
  type CreateTopicsOptions,
  createTopics,
  deadLetterTopic,
  type TopicDeclaration,
} from './topics/create-topics.ts';
