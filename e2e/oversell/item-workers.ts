import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ItemId, topics } from '@rushgraph/contracts';
import { insertItems } from '@rushgraph/item/catalogue';
import type { Strategy } from '@rushgraph/item/stock';
import {
  eventually,
  freePorts,
  startProcess,
  testDatabase,
  testKafka,
  testRedis,
  testViewerKey,
} from '@rushgraph/testkit';

export const WORKERS = 4;
const WATCH_EVERY_MS = 20;
const PATIENCE_MS = 60_000;
/** Short, so that windows close and gates are compared within a test. */
const windows = {
  STOCK_WINDOW_MS: '300',
  STOCK_WINDOW_GRACE_MS: '500',
  STOCK_DRIFT_CHECK_MS: '1000',
  STOCK_DRIFT_SETTLE_MS: '1000',
};
const takeover = { KAFKA_SESSION_TIMEOUT_MS: '1500', RELAY_LEASE_MS: '3000', STOCK_DRAIN_CHECK_MS: '50' };

/** Workers of the item service alone, each in a process of its own that is started again when it ends. */
export async function startItemWorkers(strategy: Strategy, settings: Readonly<Record<string, string>> = {}) {
  const migrations = join(import.meta.dirname, '..', '..', 'subgraphs', 'item', 'migrations');
  const [store, redis, ports] = await Promise.all([testDatabase(migrations), testRedis(), freePorts(WORKERS)]);
  const kafka = testKafka();
  await kafka.createTopics(topics);
  const start = (port: number) =>
    startProcess('item', {
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ROLES: 'worker',
      VIEWER_KEY: testViewerKey.toString('base64'),
      MYSQL_URL: store.url,
      REDIS_URL: redis.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      KAFKA_GROUP_PREFIX: kafka.groupPrefix,
      STOCK_STRATEGY: strategy,
      ...windows,
      ...takeover,
      ...settings,
    });
  let processes: readonly ReturnType<typeof start>[] = [];
  let isWatched = false;
  let watching = Promise.resolve();

  /** What `npm start`, Docker or Kubernetes do for a process that has ended. */
  async function watch(): Promise<void> {
    while (isWatched) {
      for (const one of processes) if (one.hasEnded()) await one.restart();
      await pause(WATCH_EVERY_MS);
    }
  }

  async function endBy(signal: NodeJS.Signals): Promise<(number | null)[]> {
    isWatched = false;
    await watching;
    return Promise.all(processes.map((one) => one.kill(signal)));
  }

  /** It may be between its end and its next start. */
  const untilReady = (index: number) => eventually(() => get(index).waitReady(), { timeoutMs: PATIENCE_MS });

  function get(index: number) {
    const found = processes[index];
    if (found === undefined) throw new Error('The workers have not been started');
    return found;
  }

  return {
    database: store.database,
    url: store.url,
    kafka,
    redis: redis.redis,
    /** Puts an item on the shelf. */
    async shelve(id: ItemId, stock: number): Promise<void> {
      const now = new Date();
      const item = { id, name: 'Tea', price: { amount: 700, currency: 'KRW' as const }, stock, createdAt: now };
      await store.database.transaction((tx) => insertItems(tx, [item], now));
    },
    async start(): Promise<void> {
      if (processes.length === 0) processes = ports.map(start);
      isWatched = true;
      watching = watch();
      await this.ready();
    },
    /** Resolves when all of them take part. */
    async ready(): Promise<void> {
      await Promise.all(processes.map((_, index) => untilReady(index)));
    },
    untilReady,
    /** Kills one of them, which is then started again. */
    kill: (index: number) => get(index).kill('SIGKILL'),
    /** Ends all of them as a deployment does; answers their exit codes. */
    end: () => endBy('SIGTERM'),
    logs: () => processes.map((one) => `=== ${one.url}\n${one.logs()}`).join('\n'),
    async drop(): Promise<void> {
      await endBy('SIGKILL');
      await Promise.all([store.drop(), redis.drop(), kafka.drop()]);
    },
  };
}

export type ItemWorkers = Awaited<ReturnType<typeof startItemWorkers>>;
