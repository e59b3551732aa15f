import { type Db, MongoServerError, WriteConcern } from 'mongodb';
import { DocumentSequence } from 'mongodb/lib/cmap/commands.js';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';
import { createBsonWriter, nameOf } from './bson-writer.ts';
import { encodeDocument } from './encode-document.ts';

const QUERY = nameOf('q').document;
const UPDATE = nameOf('u').document;

/**
 * Replaces each page that still has the revision that it was loaded with, in one command; answers with how many had.
 * The driver is given the bytes of all of them, and keeps no object for each.
 */
export async function replacePages(db: Db, collection: string, pages: readonly MyPageDocument[]): Promise<number> {
  const writer = createBsonWriter();
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
