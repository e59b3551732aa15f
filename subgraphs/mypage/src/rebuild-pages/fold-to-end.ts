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
}

export interface Folding {
  /** Resolves when everything has been folded that was in the topics when it was called. */
  reachEnd(): Promise<void>;
  stop(): Promise<void>;
}

/** The group `mypage` that serves no live pages: where it is has nothing to do with the live one, its dead letters go to the same topics. */
const GROUP = 'mypage';
const LOOK_AGAIN_MS = 200;

export interface Target {
  readonly store: MyPageStore;
  readonly generation: number;
  /** Whether to begin with the first record, or where this generation has been left. */
  readonly fromBeginning: boolean;
}

/** Folds the topics into a generation of pages that is not live, and goes on until it is stopped. */
export async function foldToEnd(deps: FoldToEndDeps, target: Target): Promise<Folding> {
  const { store, generation, fromBeginning } = target;
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
    async reachEnd() {
      const ends = await endsOf(admin, topics);
      while (!(await hasReached(admin, groupPrefix + GROUP, ends))) {
        if (failure !== undefined) throw new Error('The topics cannot be folded any further', { cause: failure });
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
  readonly offset: bigint;
}

/** Of the partitions that hold anything. */
async function endsOf(admin: Admin, topics: readonly string[]): Promise<readonly End[]> {
  const ends: End[] = [];
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (low !== high) ends.push({ topic, partition, offset: BigInt(high) });
    }
  }
  return ends;
}

async function hasReached(admin: Admin, groupId: string, ends: readonly End[]): Promise<boolean> {
  const topics = [...new Set(ends.map(({ topic }) => topic))];
  if (topics.length === 0) return true;
  const committed = await admin.fetchOffsets({ groupId, topics });
  const at = new Map(
    committed.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const),
    ),
  );
  return ends.every(({ topic, partition, offset }) => (at.get(`${topic}/${partition}`) ?? -1n) >= offset);
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
