import { setImmediate } from 'node:timers/promises';
import type { EachBatchPayload, Kafka, Consumer as KafkaConsumer, KafkaMessage, PartitionAssigner } from 'kafkajs';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { EventDefinition } from '../event.ts';
import { FencedOff } from './batch.ts';
import { coPartitionAssigner } from './co-partition-assigner.ts';
import { consumerMetrics } from './consumer-metrics.ts';
import { createGathering } from './gathering.ts';
import { inChunks } from './in-chunks.ts';
import type { Progress } from './progress.ts';
import { type Assigned, createReplicas, type Replica } from './replica.ts';
import { createSlots } from './slots.ts';
import { HandlerBug, type OnBug, type StepsOptions, takeSteps } from './take-steps.ts';
import { createTogether } from './take-together.ts';

export interface Consumer {
  /** Resolves when the group has been joined. */
  start(): Promise<void>;
  /** Finishes the batches in hand, leaves the group, disconnects. */
  stop(): Promise<void>;
  /** Whether it is a member of its group, with its replicas caught up: then it handles what comes. */
  ready(): boolean;
}

export interface ConsumerOptions<E> {
  readonly kafka: Kafka;
  /** Consumer group. */
  readonly group: string;
  readonly definitions: readonly EventDefinition<E>[];
  readonly logger: Logger;
  readonly metrics: { readonly registry: Registry };
  /** The consumer cannot go on: the process should end, and be started again. */
  readonly onFatal: (error: unknown) => void;
  readonly now?: () => Date;
  readonly topicPrefix?: string;
  readonly groupPrefix?: string;
  /** Default `dead-letter`. */
  readonly onBug?: OnBug;
  /** Records of a partition per transaction at most, and of all partitions that are handled together. Default 500. */
  readonly maxBatch?: number;
  /**
   * Asked before every transaction: its records at most, if that is less than `maxBatch`. While it is one, nothing is
   * handled together: partitions have transactions of their own beside each other.
   */
  readonly mostPerTransaction?: () => number;
  /** Records without a value are passed over: to the handler the end of a key means nothing. Default false. */
  readonly skipsTombstones?: boolean;
  /** How long Kafka waits for a dead member. Default 10,000. */
  readonly sessionTimeoutMs?: number;
  /** How many partitions are handled at once, unless they are handled together. Default 4. */
  readonly concurrency?: number;
  /** Topics held in memory, up to date before records of the same partitions are handled. */
  readonly replicas?: readonly Replica[];
  /**
   * Told what is assigned to this member each time the broker confirms it, which is with every heartbeat; told that it is
   * nothing when a rebalance begins, at a crash and at the stop. A member that was cut off is not confirmed.
   */
  readonly onMembership?: (assigned: Assigned) => void;
  /** Default: ours, which gives partition p of all topics to one member. */
  readonly assigners?: readonly PartitionAssigner[];
}

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 10_000;
const LAG_COMMIT_EVERY_MS = 1_000;
/** More than a member has partitions. */
const ALL_AT_ONCE = 256;

interface Position {
  next: bigint;
  failures: number;
  committedAt: number;
}

/** The part that all consumers share: joining, positions, back-off, and which error means what. */
export function createRecordConsumer<E>(
  options: ConsumerOptions<E>,
  createProgress: (consumer: KafkaConsumer) => Progress<E>,
): Consumer {
  const { kafka, group, definitions, logger, metrics, onFatal } = options;
  const { now = () => new Date(), topicPrefix = '', groupPrefix = '', onBug = 'dead-letter', maxBatch = 500 } = options;
  const consumer = kafka.consumer({
    groupId: groupPrefix + group,
    partitionAssigners: [...(options.assigners ?? [coPartitionAssigner])],
    sessionTimeout: options.sessionTimeoutMs ?? 10_000,
    rebalanceTimeout: 30_000,
    heartbeatInterval: Math.min(3_000, (options.sessionTimeoutMs ?? 10_000) / 3),
    maxBytesPerPartition: 2_097_152,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
  });
  const progress = createProgress(consumer);
  const byTopic = new Map(definitions.map((definition) => [topicPrefix + definition.topic, definition]));
  const replicas = createReplicas({
    kafka,
    consumer,
    replicas: options.replicas ?? [],
    topics: [...byTopic.keys()],
    topicPrefix,
    logger,
    onFatal,
  });
  const measure = consumerMetrics(metrics.registry, group);
  const slots = createSlots(options.concurrency ?? 4);
  const mostMessages = () => Math.min(maxBatch, options.mostPerTransaction?.() ?? maxBatch);
  const { applyTogether } = progress;
  const together =
    applyTogether && createTogether({ applyTogether, mostMessages, slots, gathering: createGathering() });
  const positions = new Map<string, Position>();
  const backOffs = new Set<NodeJS.Timeout>();
  let joined = false;
  let stopping = false;
  let assigned: Assigned = {};

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = payload.memberAssignment;
    replicas.assigned(payload.memberAssignment);
    // What another member did meanwhile is in the store, not here.
    positions.clear();
    joined = true;
    void seekToStore(payload.memberAssignment);
  });
  consumer.on(consumer.events.HEARTBEAT, () => options.onMembership?.(assigned));
  consumer.on(consumer.events.REBALANCING, leave);
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    leave();
    if (!restart && !stopping) onFatal(error);
  });

  function leave(): void {
    joined = false;
    assigned = {};
    options.onMembership?.(assigned);
  }

  /**
   * kafkajs hands over the batches of a fetch in any order. All of them are begun in one turn of the event loop, so that
   * after it those of replicas have been taken; the others then get their turns.
   */
  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    if (replicas.take(payload)) return payload.heartbeat();
    await setImmediate();
    if (together === undefined) await slots.use(() => handleBatch(payload));
    else await handleBatch(payload);
  }

  async function handleBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, isRunning, isStale, resolveOffset, heartbeat } = payload;
    const { topic, partition, messages } = batch;
    const definition = byTopic.get(topic);
    if (definition === undefined) return;
    if (!replicas.isReady(partition)) {
      // Not resolved, so it is fetched again once its replicas are caught up.
      consumer.pause([{ topic, partitions: [partition] }]);
      return;
    }
    for (const chunk of inChunks(messages, mostMessages)) {
      if (!isRunning() || isStale()) return;
      const position = await take(chunk, definition, batch);
      if (position === undefined) return;
      resolveOffset(chunk.at(-1)?.offset ?? '');
      // A rebalance is told by the heartbeat; kafkajs handles it, and what was taken has taken effect.
      await heartbeat();
      await reportLag(payload, position);
    }
  }

  /** Takes some messages of a batch; undefined when they could not be taken, which has been seen to. */
  async function take(
    messages: readonly KafkaMessage[],
    definition: EventDefinition<E>,
    { topic, partition, highWatermark }: EachBatchPayload['batch'],
  ): Promise<Position | undefined> {
    const at = `${topic}/${partition}`;
    try {
      const position = positions.get(at) ?? (await locate(at, topic, partition, messages, BigInt(highWatermark)));
      const fresh = messages.filter(({ offset }) => BigInt(offset) >= position.next);
      const startedAt = performance.now();
      const steps: StepsOptions<E> = {
        definition,
        topic,
        origin: { topic: definition.topic, partition, group },
        progress,
        onBug,
        skipsTombstones: options.skipsTombstones ?? false,
        now,
        onTaken(next) {
          position.next = next;
        },
        onDeadLetter(reason, offset) {
          measure.deadLetter(topic);
          logger.warn({ topic, partition, offset, reason }, 'a record was set aside as a dead letter');
        },
      };
      if (together === undefined || fresh.length === 0) await takeSteps(fresh, position.next, steps);
      else await together.take({ messages: fresh, from: position.next, options: steps });
      position.failures = 0;
      const seconds = (performance.now() - startedAt) / 1_000;
      measure.step(topic, partition, fresh, now(), seconds, BigInt(highWatermark) - position.next);
      return position;
    } catch (error) {
      handleFailure(error, topic, partition, positions.get(at));
      return undefined;
    }
  }

  /** The store says where to go on, not Kafka: also on a partition that is idle, where no batch would make us look. */
  async function seekToStore(assignment: Readonly<Record<string, readonly number[]>>): Promise<void> {
    for (const topic of byTopic.keys()) {
      for (const partition of assignment[topic] ?? []) {
        try {
          const stored = await progress.load(topic, partition);
          if (stored !== null && !stopping && !positions.has(`${topic}/${partition}`)) {
            consumer.seek({ topic, partition, offset: stored.toString() });
          }
        } catch (error) {
          // The first batch looks again, and backs off while the store is away.
          logger.warn({ err: error, topic, partition }, 'the stored offset could not be read');
        }
      }
    }
  }

  /** Where the group is on this partition; the first time, where the batch begins or the store says. */
  async function locate(
    at: string,
    topic: string,
    partition: number,
    messages: readonly KafkaMessage[],
    end: bigint,
  ): Promise<Position> {
    const first = BigInt(messages[0]?.offset ?? 0);
    const stored = await progress.load(topic, partition);
    if (stored !== null && stored > end) {
      throw new HandlerBug(
        `${group} is at offset ${stored} of ${at}, which ends at ${end}: the topic was made anew. Delete the row in consumer_offset to begin with it.`,
      );
    }
    const position = { next: stored ?? first, failures: 0, committedAt: 0 };
    positions.set(at, position);
    if (position.next < first) consumer.seek({ topic, partition, offset: position.next.toString() });
    return position;
  }

  function handleFailure(error: unknown, topic: string, partition: number, position: Position | undefined): void {
    if (stopping) return;
    if (error instanceof HandlerBug) {
      consumer.pause([{ topic, partitions: [partition] }]);
      onFatal(error);
      return;
    }
    const failures = (position?.failures ?? 0) + 1;
    if (position !== undefined) position.failures = failures;
    const delayMs = Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), LONGEST_BACK_OFF_MS);
    if (error instanceof FencedOff) {
      measure.fenced(topic);
      positions.delete(`${topic}/${partition}`);
      logger.warn({ err: error, topic, partition }, 'another member owns this partition; nothing was done');
    } else {
      measure.retry(topic);
      logger.warn({ err: error, topic, partition, delayMs }, 'a batch failed for a passing reason; trying again');
    }
    consumer.pause([{ topic, partitions: [partition] }]);
    const timer = setTimeout(() => {
      backOffs.delete(timer);
      if (stopping) return;
      // The batch in hand was not resolved: read it again from where the store is.
      if (position !== undefined) consumer.seek({ topic, partition, offset: position.next.toString() });
      if (replicas.isReady(partition)) consumer.resume([{ topic, partitions: [partition] }]);
    }, delayMs);
    backOffs.add(timer);
  }

  /** Kafka's committed offset is only a picture for lag monitors: a failure to paint it changes nothing. */
  async function reportLag({ batch, commitOffsetsIfNecessary }: EachBatchPayload, position: Position): Promise<void> {
    const at = performance.now();
    if (at - position.committedAt < LAG_COMMIT_EVERY_MS) return;
    position.committedAt = at;
    const partitions = [{ partition: batch.partition, offset: position.next.toString() }];
    await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] });
  }

  return {
    async start() {
      const member = new Promise<void>((resolve) => {
        consumer.on(consumer.events.GROUP_JOIN, () => resolve());
      });
      await replicas.verify();
      await consumer.connect();
      const replicated = (options.replicas ?? []).map((replica) => topicPrefix + replica.topic);
      await consumer.subscribe({ topics: [...replicated, ...byTopic.keys()], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: ALL_AT_ONCE,
        eachBatch,
      });
      await member;
    },
    async stop() {
      stopping = true;
      for (const timer of backOffs) clearTimeout(timer);
      leave();
      await consumer.stop();
      await consumer.disconnect();
      await replicas.stop();
    },
    ready: () => joined && replicas.areCaughtUp(),
  };
}
