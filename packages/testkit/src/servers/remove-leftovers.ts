import { createDatabase } from '@rushgraph/database';
import type { StackAddresses } from '@rushgraph/stack';
import { connectMongo } from './mongo-client.ts';
import { stopLeftProcesses } from './process-leftovers.ts';
import { quietKafka } from './quiet-kafka.ts';
import { isLeftover } from './unique-name.ts';

/** Ends the processes, then drops the databases and topics, of test runs that ended without doing so. */
export async function removeLeftovers(stack: StackAddresses): Promise<void> {
  await stopLeftProcesses();
  await Promise.all([removeDatabases(stack.mysqlUrl), removeTopics(stack.kafkaBrokers), removeMongo(stack.mongodbUrl)]);
}

async function removeDatabases(url: string): Promise<void> {
  const database = createDatabase({ url, connectionLimit: 1 });
  try {
    const rows = await database.rows<{ name: string }>('SELECT schema_name AS name FROM information_schema.schemata');
    for (const { name } of rows) if (isLeftover(name)) await database.run(`DROP DATABASE IF EXISTS \`${name}\``);
  } finally {
    await database.close();
  }
}

async function removeTopics(brokers: string): Promise<void> {
  const admin = quietKafka(brokers).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter(isLeftover);
    if (topics.length > 0) await admin.deleteTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}

async function removeMongo(url: string): Promise<void> {
  const client = await connectMongo(url);
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) if (isLeftover(name)) await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}
