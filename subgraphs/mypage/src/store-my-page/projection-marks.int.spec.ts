import { testMongo } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { createProjectionMarks } from './projection-marks.ts';

test('remembers the last mark of each partition', async () => {
  const mongo = await testMongo();
  const marks = createProjectionMarks(mongo.db);
  expect(await marks.load('t', 0)).toBeNull();
  await marks.save([
    { topic: 't', partition: 0, next: 5n },
    { topic: 't', partition: 1, next: 7n },
  ]);
  await marks.save([{ topic: 't', partition: 0, next: 9n }]);
  expect([await marks.load('t', 0), await createProjectionMarks(mongo.db).load('t', 1)]).toEqual([9n, 7n]);
  await mongo.drop();
});
