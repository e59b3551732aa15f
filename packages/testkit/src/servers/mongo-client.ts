import { MongoClient } from 'mongodb';

/** A connected MongoDB client that gives up on an unreachable server in seconds. */
export async function connectMongo(url: string): Promise<MongoClient> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 5_000, retryWrites: false });
  await client.connect();
  return client;
}
