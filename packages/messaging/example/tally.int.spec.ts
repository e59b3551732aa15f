import { join } from 'node:path';
import { eventually, fixedClock, seededIds, silentLogger, testDatabase, testKafka } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { startTally } from './tally.ts';

it('adds up what was recorded', async () => {
  const { database, drop } = await testDatabase(join(import.meta.dirname, '../test/migrations'));
  const { kafka, topicPrefix, drop: dropTopics } = testKafka();
  const fatal: unknown[] = [];
  const tally = await startTally({
    database,
    kafka,
    logger: silentLogger(),
    metrics: { registry: new Registry() },
    newId: seededIds(),
    now: fixedClock(),
    onFatal: (error) => fatal.push(error),
    prefix: topicPrefix,
  });
  await tally.add('apples', 2);
  await tally.add('apples', 3);
  await eventually(async () => expect(await tally.total('apples')).toBe(5));
  await tally.stop();
  expect(fatal).toEqual([]);
  await dropTopics();
  await drop();
});
