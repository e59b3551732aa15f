import type { EachBatchPayload, Consumer as KafkaConsumer } from 'kafkajs';
import type { Logger } from 'pino';
import type { SharedAdmin } from './shared-admin.ts';

/** A record as it lies on the topic. */
export interface RawRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/**
 * A topic that a consumer holds in memory beside the topics whose records take effect. Partition p is read from its
 * start to the end it had at the assignment before any other topic's partition p is handled; after that it is followed.
 */
export interface Replica {
  /** Without the prefix. */
  readonly topic: string;
  /** The partition is ours for this generation; what an earlier one knew of it is void. Offsets are `[start, end)`. */
  assign(partition: number, generation: number, start: bigint, end: bigint): void;
  /** The partition may belong to somebody else now. */
  revoke(partition: number): void;
  /** Takes records in offset order. Must not throw: there is nobody to set a record aside for. */
  apply(partition: number, records: readonly RawRecord[], generation: number): void;
  /** Nothing is left below `next`, though no record said so. */
  advance(partition: number, next: bigint, generation: number): void;
  isCaughtUp(partition: number): boolean;
}

/** The partitions of an assignment, by topic. */
export type Assigned = Readonly<Record<string, readonly number[]>>;

export interface Replicas {
  /** Called inside kafkajs's join, before anything of the new assignment is fetched. */
  assigned(assignment: Assigned): void;
  /** Takes a batch of a replica's topic; false for a batch of another topic. */
  take(payload: EachBatchPayload): boolean;
  /** Whether partition p of the other topics may be handled. */
  isReady(partition: number): boolean;
  /** Whether every replica is, on all partitions that are ours. */
  areCaughtUp(): boolean;
  /** Throws unless all topics have the same number of partitions. */
  verify(): Promise<void>;
  stop(): void;
}

interface ReplicasOptions {
  readonly admin: SharedAdmin;
  readonly consumer: KafkaConsumer;
  readonly replicas: readonly Replica[];
  /** The other topics, with their prefix. */
  readonly topics: readonly string[];
  readonly topicPrefix: string;
  readonly logger: Logger;
  readonly onFatal: (error: unknown) => void;
}

const ASK_AGAIN_MS = 500;
/**
 * After cleaning, Kafka keeps an empty batch at the end of a compacted topic, which no fetch ever delivers. A replay that has
 * got nothing for so long, in so many fetches, is complete: a fetch that has something to give never takes a second.
 */
const STALLED_AFTER_MS = 5_000;
const STALLED_FETCHES = 5;

/** A partition that is being read up to an end: at its assignment, and when more than one fetch of it is waiting. */
interface Replay {
  readonly end: bigint;
  progressAt: number;
  idleFetches: number;
}

/** Keeps replicas in step with the group: replays them at each assignment, and holds the other topics back meanwhile. */
export function createReplicas(options: ReplicasOptions): Replicas {
  const { admin, consumer, topics, topicPrefix, logger, onFatal } = options;
  const replicas = new Map(options.replicas.map((replica) => [topicPrefix + replica.topic, replica]));
  const replays = new Map<string, Replay>();
  let generation = 0;
  let owned: Assigned = {};
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function assigned(assignment: Assigned): void {
    generation += 1;
    for (const [topic, replica] of replicas) for (const partition of owned[topic] ?? []) replica.revoke(partition);
    owned = assignment;
    replays.clear();
    clearTimeout(timer);
    if (replicas.size === 0) return;
    const missing = topics.flatMap((topic) => (assignment[topic] ?? []).filter((partition) => !isOwned(partition)));
    if (missing.length > 0) {
      onFatal(new Error(`Partitions ${missing.join(', ')} were assigned without the same ones of their tables`));
    }
    consumer.pause(Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions: [...partitions] })));
    void begin(generation);
  }

  function isOwned(partition: number): boolean {
    return [...replicas.keys()].every((topic) => owned[topic]?.includes(partition));
  }

  /** Finds out how much there is to replay, and starts reading. Tries until it succeeds or is no longer wanted. */
  async function begin(wanted: number): Promise<void> {
    try {
      for (const [topic, replica] of replicas) {
        const bounds = await admin.boundsOf(topic);
        if (stopped || wanted !== generation) return;
        for (const partition of owned[topic] ?? []) {
          const found = bounds.get(partition);
          if (found === undefined) throw new Error(`Partition ${partition} of ${topic} is not there`);
          const { low, high } = found;
          replica.assign(partition, wanted, low, high);
          consumer.seek({ topic, partition, offset: low.toString() });
          consumer.resume([{ topic, partitions: [partition] }]);
          if (low >= high) replica.advance(partition, high, wanted);
          holdBack(topic, partition, high);
          release(topic, replica, partition, low);
        }
      }
    } catch (error) {
      if (stopped || wanted !== generation) return;
      logger.warn({ err: error }, 'could not replay the tables yet; trying again');
      timer = setTimeout(() => void begin(wanted), ASK_AGAIN_MS);
    }
  }

  /** Lets the other topics go on once everything that partition p needs is there. */
  function release(topic: string, replica: Replica, partition: number, next: bigint): void {
    const at = `${topic}/${partition}`;
    const replay = replays.get(at);
    if (replay === undefined || next < replay.end || !replica.isCaughtUp(partition)) return;
    replays.delete(at);
    if (!isReady(partition)) return;
    const waiting = topics.filter((other) => owned[other]?.includes(partition));
    if (waiting.length > 0) consumer.resume(waiting.map((other) => ({ topic: other, partitions: [partition] })));
  }

  function isReady(partition: number): boolean {
    if (replicas.size === 0) return true;
    if (!isOwned(partition)) return false;
    return [...replicas].every(([topic, one]) => one.isCaughtUp(partition) && !replays.has(`${topic}/${partition}`));
  }

  /** The other topics must not overtake this one, whose records they may need. */
  function holdBack(topic: string, partition: number, end: bigint): void {
    replays.set(`${topic}/${partition}`, { end, progressAt: performance.now(), idleFetches: 0 });
    consumer.pause(topics.map((other) => ({ topic: other, partitions: [partition] })));
  }

  // Compaction can leave nothing at the end of a partition. Then fetch after fetch gives nothing, and the replay is over.
  consumer.on(consumer.events.FETCH, () => {
    for (const [at, replay] of replays) {
      replay.idleFetches += 1;
      if (replay.idleFetches < STALLED_FETCHES || performance.now() - replay.progressAt < STALLED_AFTER_MS) continue;
      const [topic, partition] = splitAt(at);
      const replica = replicas.get(topic);
      if (replica === undefined) continue;
      logger.info({ topic, partition }, 'the table has no more records before its end; the replay is complete');
      replica.advance(partition, replay.end, generation);
      release(topic, replica, partition, replay.end);
    }
  });

  return {
    assigned,
    take({ batch: { topic, partition, messages, highWatermark }, isStale, resolveOffset }) {
      const replica = replicas.get(topic);
      if (replica === undefined) return false;
      // Fetched before the seek of the present assignment.
      if (isStale()) return true;
      const last = messages.at(-1)?.offset;
      if (last === undefined) return true;
      replica.apply(partition, messages, generation);
      resolveOffset(last);
      const next = BigInt(last) + 1n;
      const replay = replays.get(`${topic}/${partition}`);
      if (replay === undefined) {
        if (next < BigInt(highWatermark)) holdBack(topic, partition, BigInt(highWatermark));
        return true;
      }
      replay.progressAt = performance.now();
      replay.idleFetches = 0;
      release(topic, replica, partition, next);
      return true;
    },
    isReady,
    areCaughtUp: () =>
      [...replicas].every(([topic, one]) => (owned[topic] ?? []).every((partition) => one.isCaughtUp(partition))),
    async verify() {
      if (replicas.size === 0) return;
      const all = [...replicas.keys(), ...topics];
      const { topics: found } = await admin.use((one) => one.fetchTopicMetadata({ topics: all }));
      if (new Set(found.map(({ partitions }) => partitions.length)).size > 1) {
        const told = found.map(({ name, partitions }) => `${name} has ${partitions.length}`);
        throw new Error(`Joined topics need the same number of partitions: ${told.join(', ')}`);
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function splitAt(at: string): [string, number] {
  const slash = at.lastIndexOf('/');
  return [at.slice(0, slash), Number(at.slice(slash + 1))];
}
