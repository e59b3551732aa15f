import { type AnyBulkWriteOperation, type Collection, type Db, MongoBulkWriteError } from 'mongodb';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';

export interface MyPageStore {
  load(id: string): Promise<MyPageDocument | null>;
  loadMany(ids: readonly string[]): Promise<ReadonlyMap<string, MyPageDocument>>;
  /**
   * Writes each document if nobody has written it since it was loaded, and gives it the next revision. False when at
   * least one was left as it is: load, fold and save again.
   */
  save(documents: readonly MyPageDocument[]): Promise<boolean>;
  ping(): Promise<void>;
}

const DUPLICATE_KEY = 11_000;

/** The pages in MongoDB: whole documents, found by `_id`, replaced under their revision. */
export function createMyPageStore(db: Db): MyPageStore {
  const collection: Collection<MyPageDocument> = db.collection('my_page');
  return {
    load: (id) => collection.findOne({ _id: id }),
    async loadMany(ids) {
      const documents = await collection.find({ _id: { $in: [...ids] } }).toArray();
      return new Map(documents.map((document) => [document._id, document]));
    },
    async save(documents) {
      if (documents.length === 0) return true;
      try {
        const result = await collection.bulkWrite(documents.map(guardedWrite), { ordered: true });
        return result.matchedCount + result.insertedCount === documents.length;
      } catch (error) {
        // Another writer created the document first.
        if (error instanceof MongoBulkWriteError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    },
    async ping() {
      await db.command({ ping: 1 });
    },
  };
}

function guardedWrite(document: MyPageDocument): AnyBulkWriteOperation<MyPageDocument> {
  const { _id, revision } = document;
  const replacement = { ...document, revision: revision + 1 };
  return revision === 0
    ? { insertOne: { document: replacement } }
    : { replaceOne: { filter: { _id, revision }, replacement } };
}
