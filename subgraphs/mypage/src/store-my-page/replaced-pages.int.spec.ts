import { testMongo } from '@rushgraph/testkit';
import type { Collection } from 'mongodb';
import { expect, test } from 'vitest';

/** What pages rely on, of MongoDB and of the server that stands in for it in development. */
test('a server replaces a whole document under its key and its revision, and says what it did', async () => {
  const mongo = await testMongo();
  const pages: Collection<{ readonly _id: string; readonly revision: number; readonly name?: string }> =
    mongo.db.collection('replaced');
  await pages.insertMany([
    { _id: 'ada', revision: 1, name: 'Ada' },
    { _id: 'bob', revision: 1 },
  ]);
  const replace = async (_id: string, revision: number, replacement: { readonly revision: number; _id?: string }) => {
    const { matchedCount, modifiedCount } = await pages.replaceOne({ _id, revision }, replacement);
    return [matchedCount, modifiedCount];
  };
  expect(await replace('ada', 1, { revision: 2 })).toEqual([1, 1]);
  expect(await replace('ada', 2, { revision: 2 })).toEqual([1, 0]);
  expect(await replace('ada', 1, { revision: 3 })).toEqual([0, 0]);
  expect(await replace('eve', 1, { revision: 2 })).toEqual([0, 0]);
  await expect(replace('bob', 1, { _id: 'eve', revision: 2 })).rejects.toThrow();
  expect(await pages.find({}).toArray()).toEqual([
    { _id: 'ada', revision: 2 },
    { _id: 'bob', revision: 1 },
  ]);
  await mongo.drop();
});
