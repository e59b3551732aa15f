import type { Kafka } from 'kafkajs';

/** Throws unless the topics have the same number of partitions: equal keys would be in different ones. */
export async function verifyPartitions(kafka: Kafka, names: readonly string[]): Promise<void> {
  if (names.length < 2) return;
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
    if (new Set(topics.map(({ partitions }) => partitions.length)).size === 1) return;
    const told = topics.map(({ name, partitions }) => `${name} has ${partitions.length}`);
    throw new Error(`Topics of one window need the same number of partitions: ${told.join(', ')}`);
  } finally {
    await admin.disconnect();
  }
}
