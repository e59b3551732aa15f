import { testMongo } from '@rushgraph/testkit';
import { type Collection, Double } from 'mongodb';
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

interface Counted {
  readonly _id: string;
  readonly revision: number;
  readonly name?: string;
  readonly inside?: { readonly revision: number };
}

test('a server takes a replacement for what it is, whatever else looks like one', async () => {
  const mongo = await testMongo();
  const pages: Collection<Counted> = mongo.db.collection('alike');
  await pages.insertMany([
    { _id: 'ada', revision: 1, name: 'Ada', inside: { revision: 7 } },
    { _id: 'bob', revision: 1 },
  ]);
  const matched = async (update: Promise<{ readonly matchedCount: number }>) => (await update).matchedCount;
  expect(await matched(pages.updateOne({ _id: 'ada', revision: 1 }, { $set: { name: 'Ada L.' } }))).toBe(1);
  expect(await matched(pages.replaceOne({ _id: 'bob', revision: new Double(1) }, { revision: 2 }))).toBe(1);
  expect(await matched(pages.replaceOne({ _id: 'bob', revision: { $gt: 2 } }, { revision: 3 }))).toBe(0);
  expect(await matched(pages.replaceOne({ _id: 'bob', 'inside.revision': 7 }, { revision: 3 }))).toBe(0);
  const bob: Counted = { _id: 'bob', revision: 3 };
  expect(await matched(pages.replaceOne({ _id: 'bob', name: { $exists: false } }, bob))).toBe(1);
  const made = await pages.replaceOne({ _id: 'eve', revision: 1 }, { revision: 1 }, { upsert: true });
  expect([made.matchedCount, made.upsertedId]).toEqual([0, 'eve']);
  const all = [
    { _id: 'ada', revision: 1, name: 'Ada L.', inside: { revision: 7 } },
    { _id: 'bob', revision: 3 },
    { _id: 'eve', revision: 1 },
  ];
  expect(await pages.find({}).sort({ _id: 1 }).toArray()).toEqual(all);
  expect(await pages.bulkWrite(both(1, 9))).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
  expect(await pages.bulkWrite(both(9, 10))).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
  await mongo.drop();

  function both(revision: number, next: number) {
    return ['eve', 'nobody'].map((_id) => ({
      replaceOne: { filter: { _id, revision }, replacement: { _id, revision: next } },
    }));
  }
});

test('a server finds by keys, each once and in their order, and in parts when that is asked for', async () => {
  const mongo = await testMongo();
  const pages: Collection<Counted> = mongo.db.collection('found');
  const all = ['a', 'b', 'c', 'd'].map((_id, revision) => ({ _id, revision }));
  await pages.insertMany(all);
  const wanted = { _id: { $in: ['d', 'a', 'z', 'b', 'a'] } };
  const ids = (found: readonly Counted[]) => found.map(({ _id }) => _id);
  expect(await pages.findOne({ _id: 'c' })).toEqual({ _id: 'c', revision: 2 });
  expect(await pages.findOne({ _id: 'c', revision: 3 })).toBeNull();
  expect(ids(await pages.find(wanted).toArray())).toEqual(['a', 'b', 'd']);
  expect(ids(await pages.find(wanted).limit(2).toArray())).toEqual(['a', 'b']);
  expect(ids(await pages.find(wanted).skip(1).toArray())).toEqual(['b', 'd']);
  expect(ids(await pages.find(wanted).batchSize(1).toArray())).toEqual(['a', 'b', 'd']);
  expect(ids(await pages.find(wanted).sort({ revision: -1 }).toArray())).toEqual(['d', 'b', 'a']);
  expect(await pages.find(wanted).project({ revision: 0 }).limit(1).toArray()).toEqual([{ _id: 'a' }]);
  expect(await pages.find({ _id: { $in: [] } }).toArray()).toEqual([]);
  expect(ids(await pages.find({ _id: { $in: ['a', 'b'], $gt: 'a' } }).toArray())).toEqual(['b']);
  await mongo.drop();
});

test('a server inserts what is new beside what is there, and says which was there', async () => {
  const mongo = await testMongo();
  const keys: Collection<{ readonly _id: string; readonly first?: boolean }> = mongo.db.collection('inserted');
  await keys.insertMany([{ _id: 'a', first: true }, { _id: 'b' }]);
  const again = keys.insertMany([{ _id: 'c' }, { _id: 'a' }, { _id: 'd' }, { _id: 'd' }], { ordered: false });
  await expect(again).rejects.toMatchObject({
    code: 11_000,
    writeErrors: [expect.objectContaining({ index: 1 }), expect.objectContaining({ index: 3 })],
  });
  expect(await keys.find({}).sort({ _id: 1 }).toArray()).toEqual([
    { _id: 'a', first: true },
    { _id: 'b' },
    { _id: 'c' },
    { _id: 'd' },
  ]);
  expect((await keys.deleteMany({ _id: { $gte: 'b', $lt: 'd' } })).deletedCount).toBe(2);
  await keys.insertOne({ _id: 'b', first: true });
  expect(await keys.findOne({ _id: 'b' })).toEqual({ _id: 'b', first: true });
  await mongo.drop();
});
