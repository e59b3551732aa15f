import { type Consumer, createProjectionConsumer, type ProjectionConsumerOptions } from '@rushgraph/messaging';
import type { Metrics } from '@rushgraph/service';
import type { Kafka } from 'kafkajs';
import { createUpdatesHandler, retiredUpdates, type Update, type UpdatesDeps, updates } from './consume-updates.ts';

/** The group `mypage`, with a prefix of its own where it serves no live pages. */
const GROUP = 'mypage';

export interface UpdatesConsumerDeps
  extends Pick<
    ProjectionConsumerOptions<Update>,
    'kafka' | 'logger' | 'onFatal' | 'marks' | 'sessionTimeoutMs' | 'lagEveryMs'
  > {
  readonly topicPrefix: string;
  readonly groupPrefix: string;
  readonly metrics: Metrics;
  /** The pages that are written. */
  readonly forWriting: UpdatesDeps['forWriting'];
}

/** Folds updates into pages, from every topic that has some. */
export function createUpdatesConsumer(deps: UpdatesConsumerDeps): Consumer {
  const { forWriting, ...options } = deps;
  let consumer: Consumer | undefined;
  return {
    async start() {
      consumer = createProjectionConsumer<Update>({
        ...options,
        group: GROUP,
        definitions: await definitionsOn(deps.kafka, deps.topicPrefix),
        handle: createUpdatesHandler({ forWriting, metrics: deps.metrics }),
      });
      await consumer.start();
    },
    stop: async () => consumer?.stop(),
    ready: () => consumer?.ready() ?? false,
    behind: () => consumer?.behind(),
  };
}

/** What pages are made of here: topics of earlier versions are only where a shop is as old as they are. */
export async function definitionsOn(kafka: Kafka, topicPrefix: string) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const present = new Set(await admin.listTopics());
    return [...updates, ...retiredUpdates.filter(({ topic }) => present.has(topicPrefix + topic))];
  } finally {
    await admin.disconnect();
  }
}
