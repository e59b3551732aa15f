import { testKafka } from '@rushgraph/testkit';
import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTopics, replicationFor } from './create-topics.ts';

let broker: ReturnType<typeof testKafka>;
let admin: Admin;
beforeEach(async () => {
  broker = testKafka();
  admin = broker.kafka.admin();
  await admin.connect();
});
afterEach(async () => {
  await admin.disconnect();
  await broker.drop();
});

const declaration = { name: 'test.made.v1', partitions: 1, config: { 'compression.type': 'uncompressed' } };

it('makes topics as they are declared, with as many copies as there are brokers', async () => {
  await createTopics(admin, [declaration], { prefix: broker.topicPrefix });
  const name = broker.topicPrefix + declaration.name;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configNames: ['min.insync.replicas', 'compression.type'] }],
  });
  const found = resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]);
  expect(Object.fromEntries(found ?? [])).toEqual({ 'min.insync.replicas': '1', 'compression.type': 'uncompressed' });
});

it('refuses more copies than there are brokers, and makes nothing', async () => {
  const options = { prefix: broker.topicPrefix, replicationFactor: 3 };
  await expect(createTopics(admin, [declaration], options)).rejects.toThrow(
    '3 copies of a topic need as many brokers; there are 1',
  );
  expect(await admin.listTopics()).not.toContain(broker.topicPrefix + declaration.name);
});

it.each([
  [1, {}, [1, 1]],
  [2, {}, [2, 1]],
  [3, {}, [3, 2]],
  [9, {}, [3, 2]],
  [3, { replicationFactor: 1 }, [1, 1]],
  [5, { replicationFactor: 5, minInsyncReplicas: 3 }, [5, 3]],
])('with %i brokers and %o chooses %o copies, and how many must be in sync', (brokers, options, expected) => {
  const { replicationFactor, minInsyncReplicas } = replicationFor(brokers, options);
  expect([replicationFactor, minInsyncReplicas]).toEqual(expected);
});

it('refuses to wait for more copies than there are', () => {
  expect(() => replicationFor(3, { replicationFactor: 2, minInsyncReplicas: 3 })).toThrow(
    '3 copies cannot be in sync where there are 2',
  );
});
