import { deriveId, orderReleased, orderRequested, topics, type UserId } from '@rushgraph/contracts';
import { encodeHeaders, partitionOf } from '@rushgraph/messaging';
import type { TestKafka } from '@rushgraph/testkit';
import type { RushRecord } from './draw-rush.ts';

const userId = deriveId<UserId>('user', 'buyer');
const TIME = '2026-03-01T12:00:00.000Z';
const PARTITIONS = topics.find(({ name }) => name === orderRequested.topic)?.partitions ?? 1;
const AT_ONCE = 100;

interface PublishOptions {
  /** Awaited before each send, and told how many are sent. */
  readonly before?: (published: number) => Promise<void>;
  readonly atOnce?: number;
}

/** Publishes these records in their order, many at once. */
export async function publishRush(
  { kafka, topicPrefix }: TestKafka,
  records: readonly RushRecord[],
  { before = async () => undefined, atOnce = AT_ONCE }: PublishOptions = {},
): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  try {
    for (let published = 0; published < records.length; published += atOnce) {
      await before(published);
      const topicMessages = [...Map.groupBy(records.slice(published, published + atOnce), topicOf)].map(
        ([topic, own]) => ({ topic: topicPrefix + topic, messages: own.map(messageOf) }),
      );
      await producer.sendBatch({ acks: -1, topicMessages });
    }
  } finally {
    await producer.disconnect();
  }
}

function topicOf({ kind }: RushRecord): string {
  return kind === 'request' ? orderRequested.topic : orderReleased.topic;
}

/** As the order service writes them. */
function messageOf({ kind, order: { id, lines } }: RushRecord) {
  const isRequest = kind === 'request';
  const data = isRequest
    ? { orderId: id, lines, userId, inputHash: 'h'.repeat(64), requestedAt: TIME }
    : { orderId: id, reason: 'CANCELLED', releasedAt: TIME };
  const { type } = isRequest ? orderRequested : orderReleased;
  return {
    key: id,
    partition: partitionOf(id, PARTITIONS),
    value: JSON.stringify(data),
    headers: encodeHeaders({ id: `${kind}-${id}`, type, source: 'order', time: TIME, subject: id, sequence: 1 }),
  };
}
