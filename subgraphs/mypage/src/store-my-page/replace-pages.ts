import { type Db, MongoServerError, WriteConcern } from 'mongodb';
import { DocumentSequence } from 'mongodb/lib/cmap/commands.js';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';
import { type BsonWriter, createBsonWriter, nameOf } from './bson-writer.ts';
import { encodeDocument } from './encode-document.ts';

const QUERY = nameOf('q').document;
const UPDATE = nameOf('u').document;

/**
 * Replaces each page that still has the revision that it was loaded with, in one command; answers with how many had.
 * The driver is given the bytes of all of them, and keeps no object for each.
 */
export type ReplacePages = (pages: readonly MyPageDocument[]) => Promise<number>;

/**
 * In one collection. The memory of one command is used for the next: that much thrown away with each made V8 collect the
 * whole heap every second or two, which was a third of the time of the process.
 */
export function createReplacePages(db: Db, collection: string): ReplacePages {
  const free: BsonWriter[] = [];
  return async (pages) => {
    const writer = free.pop() ?? createBsonWriter();
    const replaced = await replacePages(db, collection, pages, writer);
    // One whose command has failed is left: nobody knows whether the driver still holds its bytes.
    writer.clear();
    free.push(writer);
    return replaced;
  };
}

async function replacePages(db: Db, collection: string, pages: readonly MyPageDocument[], writer: BsonWriter) {
  for (const page of pages) {
    const { _id, revision } = page;
    writer.begin();
    encodeDocument({ _id, revision }, QUERY, writer);
    encodeDocument({ ...page, revision: revision + 1 }, UPDATE, writer);
    writer.end();
  }
  const updates = new DocumentSequence('updates');
  updates.push({}, writer.bytes());
  const command = { update: collection, updates, ordered: false };
  const answer = await db.command(
    db.writeConcern === undefined ? command : WriteConcern.apply(command, db.writeConcern),
  );
  const [refused = answer.writeConcernError] = answer.writeErrors ?? [];
  if (refused !== undefined) throw new MongoServerError(refused);
  return Number(answer.n);
}
