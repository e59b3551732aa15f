import { setImmediate } from 'node:timers/promises';
import { createGathering } from '@rushgraph/concurrency';
import type { EachBatchPayload, Consumer as KafkaConsumer, KafkaMessage } from 'kafkajs';
import type { EventDefinition } from '../event/event.ts';
import { createRests } from '../rests.ts';
import { createBackOff } from './back-off.ts';
import { FencedOff } from './batch.ts';
import { consumerMetrics } from './consumer-metrics.ts';
import type { Consumer, ConsumerOptions } from './consumer-options.ts';
import { type Fetched, fetchedOf } from './fetched.ts';
import { createGroupMember } from './group-member.ts';
import { inChunks } from './in-chunks.ts';
import { paintProgress } from './paint-progress.ts';
import { createPositions, OffsetUnreachable, type Position } from './positions.ts';
import type { Progress } from './progress.ts';
import { type Assigned, createReplicas } from './replica.ts';
import { type LagReport, reportLag } from './report-lag.ts';
import { seekAssigned } from './seek-assigned.ts';
import { createSharedAdmin, type SharedAdmin } from './shared-admin.ts';
import { createSlots } from './slots.ts';
import { HandlerBug, type StepsOptions, takeSteps } from './take-steps.ts';
import { createTogether } from './take-together.ts';

const LAG_EVERY_MS = 5_000;
/**
 * A few records a second cost nobody much; from a hundred on, each fetch with its transaction takes what has come in some
 * milliseconds (ADR 93).
 */
const GATHERING = { busyPerSecond: 100, pauseMs: 25, enough: 25 };
/** More than a member has partitions. */
const ALL_AT_ONCE = 256;

/** The part that all consumers share: joining, positions, back-off, and which error means what. */
export function createRecordConsumer<E>(
  options: ConsumerOptions<E>,
  createProgress: (consumer: KafkaConsumer, admin: SharedAdmin) => Progress<E>,
): Consumer {
  const { kafka, group, definitions, logger, metrics, onFatal } = options;
  const { now = () => new Date(), topicPrefix = '', onBug = 'dead-letter' } = options;
  const { maxBatch = 500, lagEveryMs = LAG_EVERY_MS } = options;
  const consumer = createGroupMember(options);
  const admin = createSharedAdmin(kafka);
  const progress = createProgress(consumer, admin);
  const byTopic = new Map(definitions.map((definition) => [topicPrefix + definition.topic, definition]));
  const topics = [...byTopic.keys()];
  const replicas = createReplicas({
    admin,
    consumer,
    replicas: options.replicas ?? [],
    topics,
    topicPrefix,
    logger,
    onFatal,
  });
  const measure = consumerMetrics(metrics.registry, group);
  /** Of replicas alone nothing is taken that the next fetch could not bring as well, together with what is to be handled. */
  const replicaRest = createRests({ gathering: options.gathering ?? GATHERING });
  const slots = createSlots(options.concurrency ?? 4);
  const mostMessages = () => Math.min(maxBatch, options.mostPerTransaction?.() ?? maxBatch);
  const { applyTogether } = progress;
  const together =
    applyTogether &&
    createTogether({
      applyTogether,
      mostMessages,
      slots,
      gathering: createGathering(options.gathering ?? GATHERING),
    });
  const positions = createPositions({
    group,
    progress,
    boundsOf: admin.boundsOf,
    seek: (topic, partition, offset) => consumer.seek({ topic, partition, offset: offset.toString() }),
  });
  const backOff = createBackOff();
  /** By partition, how often in a row. */
  const failures = new Map<string, number>();
  let lag: LagReport | undefined;
  let generation = 0;
  let joined = false;
  let stopping = false;
  let assigned: Assigned = {};

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned = payload.memberAssignment;
    replicas.assigned(payload.memberAssignment);
    // What another member did meanwhile is in the store, not here.
    positions.forgetAll();
    generation += 1;
    joined = true;
    const joinedAs = generation;
    void seekAssigned(assigned, {
      topics,
      positions,
      boundsOf: admin.boundsOf,
      logger,
      onFatal,
      isCurrent: () => !stopping && generation === joinedAs,
    });
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
    if (replicas.take(payload)) {
      await replicaRest.after(payload.batch.messages.length);
      return payload.heartbeat();
    }
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
    const fetched = fetchedOf(batch);
    for (const chunk of inChunks(messages, mostMessages)) {
      if (!isRunning() || isStale()) return;
      const position = await take(chunk, definition, fetched);
      if (position === undefined) return;
      resolveOffset(chunk.at(-1)?.offset ?? '');
      // A rebalance is told by the heartbeat; kafkajs handles it, and what was taken has taken effect.
      await heartbeat();
      if (!progress.commitsToKafka) await paintProgress(payload, position);
    }
  }

  /** Takes some messages of a batch; undefined when they could not be taken, which has been seen to. */
  async function take(
    messages: readonly KafkaMessage[],
    definition: EventDefinition<E>,
    fetched: Fetched,
  ): Promise<Position | undefined> {
    const { topic, partition } = fetched;
    try {
      const position = await positions.of(fetched);
      if (position === undefined) return undefined;
      const fresh = messages.filter(({ offset }) => BigInt(offset) >= position.next);
      const startedAt = performance.now();
      // A pause follows what has taken effect.
      let [tookMs, effectAt] = [0, now()];
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
          [tookMs, effectAt] = [performance.now() - startedAt, now()];
        },
        onDeadLetter(reason, offset) {
          measure.deadLetter(topic);
          logger.warn({ topic, partition, offset, reason }, 'moved a record to the dead letters');
        },
      };
      if (together === undefined || fresh.length === 0) await takeSteps(fresh, position.next, steps);
      else await together.take({ messages: fresh, from: position.next, options: steps });
      failures.delete(`${topic}/${partition}`);
      measure.step(topic, fresh, effectAt, tookMs / 1_000);
      return position;
    } catch (error) {
      handleFailure(error, topic, partition);
      return undefined;
    }
  }

  function handleFailure(error: unknown, topic: string, partition: number): void {
    if (stopping) return;
    const here = [{ topic, partitions: [partition] }];
    consumer.pause(here);
    if (error instanceof HandlerBug || error instanceof OffsetUnreachable) {
      onFatal(error);
      return;
    }
    const at = `${topic}/${partition}`;
    const inARow = (failures.get(at) ?? 0) + 1;
    failures.set(at, inARow);
    const position = positions.known(topic, partition);
    const delayMs = backOff.retryLater(inARow, () => {
      // The batch in hand was not resolved: read it again from where the group is.
      if (position !== undefined) consumer.seek({ topic, partition, offset: position.next.toString() });
      if (replicas.isReady(partition)) consumer.resume(here);
    });
    if (error instanceof FencedOff) {
      measure.fenced(topic);
      positions.forget(topic, partition);
      logger.warn(
        { err: error, topic, partition },
        'another member of the group owns this partition now; nothing was written',
      );
    } else {
      measure.retry(topic);
      logger.warn({ err: error, topic, partition, delayMs }, 'a batch failed for a temporary reason; trying again');
    }
  }

  return {
    async start() {
      const member = new Promise<void>((resolve) => {
        consumer.on(consumer.events.GROUP_JOIN, () => resolve());
      });
      await replicas.verify();
      await consumer.connect();
      const replicated = (options.replicas ?? []).map((replica) => topicPrefix + replica.topic);
      await consumer.subscribe({ topics: [...replicated, ...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: ALL_AT_ONCE,
        eachBatch,
      });
      await member;
      lag = reportLag({
        topics,
        assigned: () => assigned,
        positions,
        boundsOf: admin.boundsOf,
        measure,
        everyMs: lagEveryMs,
        now,
        logger,
      });
    },
    async stop() {
      stopping = true;
      backOff.stop();
      lag?.stop();
      leave();
      await consumer.stop();
      await consumer.disconnect();
      replicas.stop();
      await admin.stop();
    },
    ready: () => joined && replicas.areCaughtUp(),
    behind: () => lag?.latest(),
  };
}
