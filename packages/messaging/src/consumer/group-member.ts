import type { Consumer as KafkaConsumer } from 'kafkajs';
import { coPartitionAssigner } from './co-partition-assigner.ts';
import type { ConsumerOptions } from './consumer-options.ts';

const SESSION_TIMEOUT_MS = 10_000;
/**
 * How long a broker may keep a question while it has nothing; an answer comes with the first record. A partition that is
 * resumed, and a stop, wait as long for the answer. By 50 ms the idle consumers of the shop cost it and Kafka five times as much.
 */
const WAIT_MS = 500;

/** The member of a group that kafkajs keeps for us, with the sizes and times that our consumers are built for. */
export function createGroupMember<E>(options: ConsumerOptions<E>): KafkaConsumer {
  const { kafka, group, groupPrefix = '', sessionTimeoutMs = SESSION_TIMEOUT_MS } = options;
  return kafka.consumer({
    groupId: groupPrefix + group,
    partitionAssigners: [...(options.assigners ?? [coPartitionAssigner])],
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: 30_000,
    heartbeatInterval: Math.min(3_000, sessionTimeoutMs / 3),
    maxBytesPerPartition: 2_097_152,
    // A member that has nothing to do beats after each question.
    maxWaitTimeInMs: Math.min(WAIT_MS, sessionTimeoutMs / 6),
    allowAutoTopicCreation: false,
  });
}
