import type { Db, MongoClient } from 'mongodb';
import { connectMongo } from './mongo-client.ts';
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
