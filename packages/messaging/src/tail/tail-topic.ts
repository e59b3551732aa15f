import { setTimeout } from 'node:timers/promises';
import type { EachBatchPayload, Kafka, Consumer as KafkaConsumer, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { FetchedMessage } from '../codec/read-record-batches.ts';
import type { ConsumedRecord } from '../consumer/batch.ts';
import { decodeMessage } from '../consumer/decode.ts';
import { createSharedAdmin, type SharedAdmin } from '../consumer/shared-admin.ts';
import type { EventDefinition } from '../event/event.ts';
import { headerText } from '../event/headers.ts';
import { counter } from '../metrics/find-metric.ts';
import { createRests } from '../rests.ts';
import { createTailPositions, type TailPositions } from './tail-positions.ts';

export interface TailOptions<E> {
  readonly kafka: Kafka;
  /** A consumer group of this process alone. Nothing is committed in it. */
  readonly group: string;
  readonly definition: EventDefinition<E>;
  readonly topicPrefix?: string;
  /** Whether anybody here wants to hear of this aggregate. Other records are not read any further. */
  readonly isWanted: (subject: string) => boolean;
  /** Whether anybody wants to hear of any at all. While nobody does, records come seldom and many at a time. Default: always. */
  readonly isAnyWanted?: () => boolean;
  /** Must not throw. */
  readonly take: (record: ConsumedRecord<E>) => void;
  /** Records may have been passed over, and none will be from now on: whoever follows an aggregate reads it anew. */
  readonly onGap: () => void;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly metrics: { readonly registry: Registry };
}

export interface Tail {
  /** Begins in the background, and goes on trying while Kafka is away. */
  start(): void;
  /** Somebody wants to hear of an aggregate from now on: what has come is read at once. */
  wake(): void;
  stop(): Promise<void>;
}

const TRY_AGAIN_MS = 1_000;
/** How long a broker may keep a question while it has nothing; an answer comes with the first record. */
const WAIT_MS = 500;
/** As consumers gather: who watches hears of a change so much later, while a hundred come a second (ADR 95). */
const GATHERING = { busyPerSecond: 100, pauseMs: 25, enough: 25 };
/** More than a topic has partitions. */
const ALL_AT_ONCE = 256;

/**
 * Follows a topic from its present end on, in every process that does so: each of them sees all of it. Where it is stays in
 * memory, so an absence of Kafka is caught up with; what is before the start, or is deleted meanwhile, is a gap.
 */
export function tailTopic<E>(options: TailOptions<E>): Tail {
  const { kafka, group, definition, topicPrefix = '', isWanted, isAnyWanted = () => true } = options;
  const { take, onGap, logger, metrics } = options;
  const topic = topicPrefix + definition.topic;
  const admin = createSharedAdmin(kafka);
  const positions = createTailPositions();
  const rests = createRests({ gathering: GATHERING, isAnyWanted });
  const unread = counter(metrics.registry, 'tail_unreadable_records_total', 'Records of a tail that were no events', [
    'topic',
  ]);
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let leave = (): void => undefined;

  function takeMessage(message: KafkaMessage): void {
    const headers = message instanceof FetchedMessage ? message.headerTexts() : message.headers;
    const subject = headerText(headers, 'ce_subject');
    if (subject === undefined || !isWanted(subject)) return;
    const decoded = decodeMessage(definition, message);
    if (decoded.kind === 'record') take(decoded.record);
    else unread.inc({ topic });
  }

  async function eachBatch({ batch, isStale, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const last = batch.messages.at(-1);
    if (last === undefined || isStale()) return;
    for (const message of batch.messages) takeMessage(message);
    positions.move(batch.partition, BigInt(last.offset) + 1n);
    resolveOffset(last.offset);
    await rests.after(batch.messages.length);
    await heartbeat();
  }

  /** Resolves when the tail has stopped; rejects when this consumer cannot go on. */
  async function follow(): Promise<void> {
    const consumer = kafka.consumer({ groupId: group, allowAutoTopicCreation: false, maxWaitTimeInMs: WAIT_MS });
    const ended = Promise.withResolvers<void>();
    leave = ended.resolve;
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (!restart) ended.reject(error);
    });
    seekWhenJoined(consumer, { topic, admin, positions, onGap, logger, signal: stopping.signal });
    try {
      // While Kafka is away connecting takes as long as that: a stop does not wait for it.
      await Promise.race([ended.promise, begin(consumer).then(() => ended.promise)]);
    } finally {
      await consumer.disconnect();
    }
  }

  async function begin(consumer: KafkaConsumer): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topic });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: ALL_AT_ONCE,
      eachBatch,
    });
  }

  async function followForever(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        logger.warn({ err: error, topic }, 'the topic cannot be followed; trying again');
        await setTimeout(TRY_AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    start() {
      running ??= followForever();
    },
    wake: rests.end,
    async stop() {
      stopping.abort();
      rests.end();
      leave();
      await running;
      await admin.stop();
    },
  };
}

interface SeekOptions {
  readonly topic: string;
  readonly admin: SharedAdmin;
  readonly positions: TailPositions;
  readonly onGap: () => void;
  readonly logger: Pick<Logger, 'warn'>;
  readonly signal: AbortSignal;
}

/** Nothing is fetched before it is known where to go on: what is published in between is seen. */
function seekWhenJoined(consumer: KafkaConsumer, options: SeekOptions): void {
  const { topic, admin, positions, onGap, logger, signal } = options;
  let joins = 0;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    joins += 1;
    const assigned = payload.memberAssignment[topic] ?? [];
    consumer.pause([{ topic, partitions: [...assigned] }]);
    void seek(assigned, joins);
  });

  async function seek(assigned: readonly number[], join: number): Promise<void> {
    while (!signal.aborted && join === joins) {
      try {
        const { offsets, hasGap } = positions.goOn(assigned, await admin.boundsOf(topic));
        if (signal.aborted || join !== joins) return;
        for (const [partition, offset] of offsets) consumer.seek({ topic, partition, offset: String(offset) });
        // Only now: a gap that was found for a join that another has overtaken is found once more, and told.
        for (const [partition, offset] of offsets) positions.move(partition, offset);
        consumer.resume([{ topic, partitions: [...assigned] }]);
        if (hasGap) onGap();
        return;
      } catch (error) {
        logger.warn({ err: error, topic }, 'the end of the topic cannot be found out; trying again');
        await setTimeout(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
