import { type OrderId, orderRequested } from '@rushgraph/contracts';
import type { Sql } from '@rushgraph/database';
import { and, defineQuery, eq, given } from '@rushgraph/database/query';
import { type createKafka, partitionOf } from '@rushgraph/messaging';
import type { Logger } from '@rushgraph/service';
import { consumerOffset } from '../db/schema.ts';

/** What the workers have not taken from the topic of requests yet. */
export interface RequestBacklog {
  /**
   * Whether the request of this order may be waiting on the topic: workers are behind on its partition, or Kafka cannot
   * say. False only when everything that was there when this was asked has been taken.
   */
  mayHold(orderId: OrderId): Promise<boolean>;
  stop(): Promise<void>;
}

export interface RequestBacklogDeps {
  readonly sql: Sql;
  /** Connected to by the first question. */
  readonly kafka: ReturnType<typeof createKafka>;
  /** Consumer group of the workers, without its prefix, as their offsets are stored. */
  readonly group: string;
  readonly topicPrefix: string;
  readonly logger: Pick<Logger, 'warn'>;
}

const findOffset = defineQuery(
  { group: given<string>(), topic: given<string>(), partition: given<number>() },
  (builder, { group, topic, partition }) =>
    builder
      .select({ next: consumerOffset.next })
      .from(consumerOffset)
      .where(
        and(eq(consumerOffset.grp, group), eq(consumerOffset.topic, topic), eq(consumerOffset.partition, partition)),
      ),
);

/** Compares the ends of the partitions with the stored offsets of the workers. */
export function createRequestBacklog({ sql, kafka, group, topicPrefix, logger }: RequestBacklogDeps): RequestBacklog {
  const topic = topicPrefix + orderRequested.topic;
  const admin = kafka.admin();
  let connected: Promise<void> | undefined;

  async function fetchEnds() {
    connected ??= admin.connect();
    try {
      await connected;
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      connected = undefined;
      throw error;
    }
  }

  return {
    async mayHold(orderId) {
      try {
        // The end first: what was taken after that may be more, never less.
        const ends = await fetchEnds();
        const partition = partitionOf(orderId, ends.length);
        const end = BigInt(ends.find((one) => one.partition === partition)?.high ?? 0);
        const [stored] = await findOffset(sql, { group, topic, partition });
        return BigInt(stored?.next ?? 0) < end;
      } catch (error) {
        logger.warn({ err: error }, 'could not find out whether requests are waiting to be decided');
        return true;
      }
    },
    async stop() {
      if (connected !== undefined) await admin.disconnect();
    },
  };
}
