import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { topics } from '@rushgraph/contracts';
import { testKafka, testMongo, testStack } from '@rushgraph/testkit';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '../src/rebuild.ts');
const run = promisify(execFile);

test('rebuilds the pages of a shop where nothing has happened, and goes back', async () => {
  const [kafka, mongo] = [testKafka(), await testMongo()];
  await kafka.createTopics(topics);
  const env = {
    PATH: process.env.PATH,
    MONGODB_URL: mongo.url,
    KAFKA_BROKERS: testStack().kafkaBrokers,
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
    KAFKA_GROUP_PREFIX: kafka.groupPrefix,
  };
  const rebuild = (...words: string[]) => run(process.execPath, [script, ...words], { env });
  expect((await rebuild('mypage')).stdout).toContain('0 pages: 0 are the same, 0 know more. Generation 2 is served.');
  expect((await rebuild('mypage', '--back')).stdout).toContain('Generation 1 is served.');
  await expect(rebuild()).rejects.toMatchObject({
    code: 1,
    stderr: 'Say what to rebuild: npm run rebuild -- mypage\n',
  });
  await Promise.all([mongo.drop(), kafka.drop()]);
});
