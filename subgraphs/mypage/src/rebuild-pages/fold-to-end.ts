import { setTimeout as pause } from 'node:timers/promises';
import type { Logger, Metrics } from '@rushgraph/service';
import type { Admin, Kafka } from 'kafkajs';
import { z } from 'zod';
import { createUpdatesConsumer, definitionsOn } from '../fold-my-page/updates-consumer.ts';
import type { MyPageStore } from '../store-my-page/my-page-store.ts';

export interface FoldToEndDeps {
  readonly kafka: Kafka;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => Date;
  /** Told what is going on, in sentences. */
  readonly say: (line: string) => void;
  /** How long nothing may be folded before it is given up. Default 60,000. */
  readonly patienceMs?: number;
}

export interface Folding {
  /** Resolves when everything has been folded that was in the topics when it was called. Rejects when that is out of reach. */
  readonly reachEnd: (patienceMs?: number) => Promise<void>;
  stop(): Promise<void>;
}

/** The group `mypage` that serves no live pages: where it is has nothing to do with the live one, its dead letters go to the same topics. */
const GROUP = 'mypage';
const LOOK_AGAIN_MS = 200;
const SAY_EVERY_MS = 5_000;
const PATIENCE_MS = 60_000;

export interface Target {
  readonly store: MyPageStore;
  readonly generation: number;
  /** Whether to begin with the first record, or where this generation has been left. */
  readonly fromBeginning: boolean;
}

/** Folds the topics into a generation of pages that is not live, and goes on until it is stopped. */
export async function foldToEnd(deps: FoldToEndDeps, target: Target): Promise<Folding> {
  const { store, generation, fromBeginning } = target;
  const { now, say } = deps;
  const groupPrefix = `${deps.groupPrefix}rebuild-${generation}.`;
  const admin = deps.kafka.admin();
  await admin.connect();
  if (fromBeginning) await forgetGroup(admin, groupPrefix + GROUP);
  let failure: unknown;
  const consumer = createUpdatesConsumer({
    ...deps,
    groupPrefix,
    onFatal: (error) => {
      failure = error;
    },
    forWriting: async () => store,
  });
  await consumer.start();
  const definitions = await definitionsOn(deps.kafka, deps.topicPrefix);
  const topics = definitions.map(({ topic }) => deps.topicPrefix + topic);
  return {
    async reachEnd(patienceMs = deps.patienceMs ?? PATIENCE_MS) {
      const ends = await endsOf(admin, topics);
      let [left, movedAt, saidAt] = [-1n, now().getTime(), now().getTime()];
      for (;;) {
        const before = left;
        left = await recordsLeft(admin, groupPrefix + GROUP, ends);
        if (left === 0n) return;
        if (failure !== undefined) throw new Error('The topics cannot be folded any further', { cause: failure });
        const at = now().getTime();
        if (left !== before) movedAt = at;
        if (at - movedAt > patienceMs) {
          throw new Error(
            `Nothing was folded for ${patienceMs / 1_000} seconds, and ${left} records are left: is MongoDB there, and does it answer?`,
          );
        }
        if (at - saidAt >= SAY_EVERY_MS) {
          say(`${left} records are left.`);
          saidAt = at;
        }
        await pause(LOOK_AGAIN_MS);
      }
    },
    async stop() {
      await consumer.stop();
      await admin.disconnect();
    },
  };
}

interface End {
  readonly topic: string;
  readonly partition: number;
  /** Of its first record, and of the one that comes next. */
  readonly low: bigint;
  readonly high: bigint;
}

/** Of the partitions that hold anything. */
async function endsOf(admin: Admin, topics: readonly string[]): Promise<readonly End[]> {
  const ends: End[] = [];
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (low !== high) ends.push({ topic, partition, low: BigInt(low), high: BigInt(high) });
    }
  }
  return ends;
}

/** Those before the ends that the group has not taken; gaps that compaction has left count as records. */
async function recordsLeft(admin: Admin, groupId: string, ends: readonly End[]): Promise<bigint> {
  const topics = [...new Set(ends.map(({ topic }) => topic))];
  if (topics.length === 0) return 0n;
  const committed = await admin.fetchOffsets({ groupId, topics });
  const at = new Map(
    committed.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const),
    ),
  );
  return ends.reduce((sum, { topic, partition, low, high }) => {
    const taken = at.get(`${topic}/${partition}`) ?? low;
    if (taken >= high) return sum;
    // Before it has begun, and after a cleaning of what it would have taken next, there is less than that.
    return taken < low ? sum + high - low : sum + high - taken;
  }, 0n);
}

/** What kafkajs throws; its class cannot be imported by name. */
const deletionError = z.object({ groups: z.array(z.object({ errorCode: z.number() })) });
const GROUP_ID_NOT_FOUND = 69;

async function forgetGroup(admin: Admin, groupId: string): Promise<void> {
  try {
    await admin.deleteGroups([groupId]);
  } catch (error) {
    const told = deletionError.safeParse(error);
    if (!told.success || told.data.groups.some(({ errorCode }) => errorCode !== GROUP_ID_NOT_FOUND)) throw error;
  }
}
