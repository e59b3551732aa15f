import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resetStack, type StackRequest, stackStatus, startStack } from '@rushgraph/stack';
import { type TestKafka, testKafka, testStack } from '@rushgraph/testkit';

const library = fileURLToPath(new URL('../../.stack/lib', import.meta.url));

/** Only a Kafka that runs as a process of this computer can be killed: not where containers or addresses are given. */
export const canHaveOwnKafka = existsSync(library);

/** A Kafka that one row of the table has for itself, so that killing it hurts nobody else. */
export interface OwnKafka {
  readonly test: TestKafka;
  /** Ends it without warning, and resolves when it answers again. */
  killAndRestart(): Promise<void>;
  /** Stops it and deletes its data. */
  drop(): Promise<void>;
}

export async function startOwnKafka(): Promise<OwnKafka> {
  const root = await mkdtemp(join(tmpdir(), 'faults-'));
  await mkdir(join(root, '.stack'));
  await symlink(library, join(root, '.stack', 'lib'));
  const { mysqlUrl, redisUrl, mongodbUrl } = testStack();
  const env = {
    ...process.env,
    MYSQL_URL: mysqlUrl,
    REDIS_URL: redisUrl,
    MONGODB_URL: mongodbUrl,
    KAFKA_BROKERS: undefined,
    DOCKER_HOST: 'unix:///nobody/listens/here',
  };
  const request: StackRequest = { set: 'test', root, env, log: () => undefined };
  const { kafkaBrokers } = await startStack(request);
  return {
    test: testKafka(kafkaBrokers),
    async killAndRestart() {
      const status = (await stackStatus(request)).find(({ name }) => name === 'kafka');
      if (status?.pid === undefined) throw new Error(`Kafka cannot be killed: it is ${status?.state}`);
      process.kill(status.pid, 'SIGKILL');
      await startStack(request);
    },
    async drop() {
      await resetStack(request);
      await rm(root, { recursive: true });
    },
  };
}
