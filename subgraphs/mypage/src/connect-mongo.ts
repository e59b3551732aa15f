import { type Db, MongoClient } from 'mongodb';

const DEFAULT_DATABASE = 'mypage';

export interface MongoConnection {
  readonly db: Db;
  close(): Promise<void>;
}

/** Connects to the database that the address names, `mypage` without a name. Rejects when no server answers in 5 s. */
export async function connectMongo(url: string): Promise<MongoConnection> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: 5_000,
    // A write is repeated by folding again, under its revision; the driver's own retry needs a replica set.
    retryWrites: false,
    maxPoolSize: 20,
    // A server that has stopped to answer would hold whoever asks it for ever, or for half a minute while he connects.
    socketTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
  });
  await client.connect();
  const name = new URL(url).pathname.slice(1);
  return { db: client.db(name === '' ? DEFAULT_DATABASE : name), close: () => client.close() };
}
