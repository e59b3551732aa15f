import { topics } from '@rushgraph/contracts';
import { expect, test } from 'vitest';
import { testDatabase } from './test-database.ts';
import { testKafka } from './test-kafka.ts';
import { testMongo } from './test-mongo.ts';
import { testRedis } from './test-redis.ts';

test('two databases of one file do not see each other', async () => {
  const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
  await first.database.run('CREATE TABLE mark (id INT PRIMARY KEY)');
  expect(await second.database.rows('SHOW TABLES')).toEqual([]);
  await Promise.all([first.drop(), second.drop()]);
});

test('flushing one Redis database leaves the other one alone', async () => {
  const [first, second] = await Promise.all([testRedis(), testRedis()]);
  expect(first.url).not.toBe(second.url);
  await Promise.all([first.redis.set('a', '1'), second.redis.set('a', '2')]);
  await first.flush();
  expect([await first.redis.get('a'), await second.redis.get('a')]).toEqual([null, '2']);
  await Promise.all([first.drop(), second.drop()]);
});

test('topics are created under the prefix and are gone after the drop', async () => {
  const { kafka, topicPrefix, createTopics, drop } = testKafka();
  await createTopics(topics.slice(0, 2));
  const admin = kafka.admin();
  await admin.connect();
  const mine = async () => (await admin.listTopics()).filter((name) => name.startsWith(topicPrefix));
  expect((await mine()).length).toBe(2);
  await drop();
  expect(await mine()).toEqual([]);
  await admin.disconnect();
});

test('a MongoDB database keeps documents until it is dropped', async () => {
  const { db, drop } = await testMongo();
  await db.collection<{ _id: string }>('thing').insertOne({ _id: 'x' });
  expect(await db.collection<{ _id: string }>('thing').findOne({ _id: 'x' })).toEqual({ _id: 'x' });
  await drop();
});
