import { deadLetterTopic, type TopicDeclaration, topics } from '@rushgraph/contracts';
import { createProducer } from '@rushgraph/messaging';
import { createMetrics } from '@rushgraph/service';
import { silentLogger, testKafka, testMongo } from '@rushgraph/testkit';
import { expect } from 'vitest';
import { connectMongo } from '../src/connect-mongo.ts';
import { updates } from '../src/fold-my-page/consume-updates.ts';
import { createUpdatesConsumer } from '../src/fold-my-page/updates-consumer.ts';
import type { RebuildDeps } from '../src/rebuild-pages/rebuild-pages.ts';
import { createGenerations } from '../src/store-my-page/generations.ts';

export interface FoldingOptions {
  /** Topics beside those that a new shop has. */
  readonly more?: readonly TopicDeclaration[];
  /** Settings that replace those of all topics that pages are made of. */
  readonly config?: Readonly<Record<string, string>>;
  /** Where the writer finds MongoDB, given where it is. */
  readonly mongoThrough?: (url: string) => string;
}

/** The one writer of pages on topics and a database of its own, and what a rebuild of them needs. */
export async function foldingFixture(options: FoldingOptions = {}) {
  const { more = [], config = {}, mongoThrough = (url) => url } = options;
  const [mongo, kafka] = [await testMongo(), testKafka()];
  const mine = updates.flatMap(({ topic }) => [topic, deadLetterTopic(topic, 'mypage')]);
  const declared = [...topics.filter(({ name }) => mine.includes(name)), ...more];
  await kafka.createTopics(declared.map((topic) => ({ ...topic, config: { ...topic.config, ...config } })));
  const producer = createProducer({ kafka: kafka.kafka, logger: silentLogger() });
  const now = () => new Date();
  const connection = await connectMongo(mongoThrough(mongo.url));
  const metrics = createMetrics('mypage', { defaults: false });
  const common = {
    kafka: kafka.kafka,
    topicPrefix: kafka.topicPrefix,
    groupPrefix: kafka.groupPrefix,
    logger: silentLogger(),
    metrics,
  };
  const live = createUpdatesConsumer({
    ...common,
    onFatal: (error) => expect.unreachable(String(error)),
    forWriting: createGenerations(connection.db, now).forWriting,
    lagEveryMs: 100,
  });
  const rebuild: RebuildDeps = { ...common, db: mongo.db, now, say: () => undefined };
  await live.start();
  return {
    mongo,
    kafka,
    topicPrefix: kafka.topicPrefix,
    producer,
    rebuild,
    live,
    /** The sum of a counter over its labels. */
    async counted(name: string): Promise<number> {
      const metric = await metrics.registry.getSingleMetric(name)?.get();
      return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
    },
    async stop() {
      await live.stop();
      await producer.stop();
      await connection.close();
      await Promise.all([mongo.drop(), kafka.drop()]);
    },
  };
}
