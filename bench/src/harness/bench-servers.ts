import { fileURLToPath } from 'node:url';
import { createDatabase, type Database, ensureDatabase, migrate } from '@rushgraph/database';
import { createKafka, createTopics, type TopicDeclaration } from '@rushgraph/messaging';
import { createLogger } from '@rushgraph/service';
import { startStack } from '@rushgraph/stack';
import { listProcesses } from '@rushgraph/stack/process';
import type { Kafka } from 'kafkajs';

export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** A process whose share of the CPU has a column of its own. */
export interface NamedProcess {
  readonly name: string;
  readonly pid: number;
}

export interface BenchServers {
  readonly kafka: Kafka;
  readonly brokers: string;
  readonly redisUrl: string;
  /** A database of this run's own. */
  readonly mongodbUrl: string;
  readonly topicPrefix: string;
  readonly logger: ReturnType<typeof createLogger>;
  /** A fresh database with the migrations of a folder. */
  database(name: string, migrations?: string): Promise<{ readonly database: Database; readonly url: string }>;
  topics(declarations: readonly TopicDeclaration[]): Promise<void>;
  /** Processes of the servers, for their share of the CPU. */
  readonly pids: readonly number[];
  /** The same by the name of what they run: MariaDB, Redis, Kafka, MongoDB. */
  readonly processes: readonly NamedProcess[];
  /** Drops everything that was made. */
  drop(): Promise<void>;
}

/** The servers of the test set, with names of this run's own. */
export async function benchServers(say: (line: string) => void): Promise<BenchServers> {
  const addresses = await startStack({ set: 'test', root, env: process.env, log: say });
  const run = `bench_${process.pid}_${Date.now().toString(36)}`;
  const logger = createLogger({ service: 'bench', level: 'warn', pretty: true });
  const kafka = createKafka({ brokers: addresses.kafkaBrokers.split(','), clientId: run, logger });
  const made: { readonly name: string; readonly database: Database }[] = [];
  const servers = (await listProcesses()).filter(({ command }) => command.includes(`${root}/.stack/test/`));
  return {
    kafka,
    brokers: addresses.kafkaBrokers,
    redisUrl: addresses.redisUrl,
    mongodbUrl: `${addresses.mongodbUrl.replace(/\/$/, '')}/${run}`,
    topicPrefix: `${run}.`,
    logger,
    pids: servers.map(({ pid }) => pid),
    processes: servers.map(({ pid, command }) => ({ name: serverName(command), pid })),
    async database(name, migrations) {
      const url = `${addresses.mysqlUrl.replace(/\/$/, '')}/${run}_${name}`;
      await ensureDatabase(url);
      const database = createDatabase({ url, connectionLimit: 32 });
      made.push({ name: `${run}_${name}`, database });
      if (migrations !== undefined) await migrate(database, { folder: migrations, name });
      return { database, url };
    },
    async topics(declarations) {
      const admin = kafka.admin();
      await admin.connect();
      await createTopics(admin, declarations, { prefix: `${run}.` });
      await admin.disconnect();
    },
    async drop() {
      for (const { name, database } of made) {
        await database.run(`DROP DATABASE IF EXISTS \`${name}\``);
        await database.close();
      }
      const admin = kafka.admin();
      await admin.connect();
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${run}.`));
      if (topics.length > 0) await admin.deleteTopics({ topics });
      await admin.disconnect();
    },
  };
}

function serverName(command: string): string {
  const known = { mariadbd: 'MariaDB', mysqld: 'MariaDB', 'redis-server': 'Redis', mongo: 'MongoDB' };
  const found = Object.entries(known).find(([part]) => command.toLowerCase().includes(part));
  return found?.[1] ?? 'Kafka';
}
