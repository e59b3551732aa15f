import type { Db, MongoClient } from 'mongodb';
import { onServer } from './on-server.ts';
import { testStack } from './test-stack.ts';
import { uniqueName } from './unique-name.ts';

export interface TestMongo {
  readonly client: MongoClient;
  readonly db: Db;
  /** Names the database: for a process on the same one. */
  readonly url: string;
  drop(): Promise<void>;
}

/** A fresh MongoDB database. */
export async function testMongo(): Promise<TestMongo> {
  // Loading the driver takes a tenth of a second of every file that has nothing to do with MongoDB.
  const { connectMongo } = await import('./mongo-client.ts');
  const server = testStack().mongodbUrl;
  const name = uniqueName();
  const client = await connectMongo(server);
  const db = client.db(name);
  return {
    client,
    db,
    url: onServer(server, name),
    async drop() {
      await db.dropDatabase();
      await client.close();
    },
  };
}
