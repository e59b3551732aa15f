import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import {
  eventually,
  freePorts,
  startProcess,
  type TestKafka,
  type TestProcess,
  type TestRedis,
  testDatabase,
  testKafka,
  testRedis,
  testViewerKey,
} from '@rushgraph/testkit';

export const parts = ['order api', 'order worker', 'item api', 'item worker'] as const;
export type Part = (typeof parts)[number];
export type Worker = Extract<Part, `${string}worker`>;

export interface FaultSystem {
  readonly orderUrl: string;
  readonly itemUrl: string;
  readonly orders: Database;
  readonly items: Database;
  readonly kafka: TestKafka;
  readonly redis: TestRedis;
  process(part: Part): TestProcess;
  /** Another worker beside the first one. */
  addWorker(part: Worker): Promise<TestProcess>;
  /** Ends one that was added, as a deployment does. */
  removeWorker(worker: TestProcess): Promise<void>;
  /** Ends every worker as a deployment does. */
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  logs(): string;
  stop(): Promise<void>;
}

export interface FaultSystemOptions {
  /** Default: the Kafka that all tests share. */
  readonly kafka?: TestKafka;
  readonly orderSettings?: Readonly<Record<string, string>>;
  readonly itemSettings?: Readonly<Record<string, string>>;
  /** Given to every process. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Short, so that a takeover fits into a test; long enough that a busy computer is not taken for a dead one. */
const SESSION_MS = 3_000;
const LEASE_MS = 4_500;
const WATCH_EVERY_MS = 20;
const READY_LIMIT_MS = 60_000;

/**
 * Order and item service as they are deployed: api and worker are processes of their own, both engines get half of the
 * orders, and whoever ends is started again.
 */
export async function startFaultSystem(options: FaultSystemOptions = {}): Promise<FaultSystem> {
  const { kafka = testKafka(), orderSettings = {}, itemSettings = {}, settings = {} } = options;
  const [orders, items, redis, ports] = await Promise.all([testDatabase(), testDatabase(), testRedis(), freePorts(8)]);
  await kafka.createTopics(topics);
  const key = testViewerKey.toString('base64');
  const common = {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    VIEWER_KEY: key,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
    KAFKA_GROUP_PREFIX: kafka.groupPrefix,
    KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
    RELAY_LEASE_MS: String(LEASE_MS),
    ...settings,
  };
  const url = (part: Part) => `http://127.0.0.1:${ports[parts.indexOf(part)]}/graphql`;
  let used = 0;

  function start(part: Part): TestProcess {
    const [service, role] = part.startsWith('order')
      ? (['order', part.slice(6)] as const)
      : (['item', part.slice(5)] as const);
    const port = String(ports[used++]);
    const own =
      service === 'order'
        ? {
            MYSQL_URL: orders.url,
            REDIS_URL: redis.url,
            VIEWER_KEYS: `item=${key}`,
            ITEM_URL: url('item api'),
            ORDER_ENGINE: '50',
            ...orderSettings,
          }
        : { MYSQL_URL: items.url, REDIS_URL: redis.url, ...itemSettings };
    return startProcess(service, { ...common, ...own, PORT: port, ROLES: role });
  }

  const processes = new Map(parts.map((part) => [part, start(part)]));
  const added: TestProcess[] = [];
  const watched = new Set(processes.values());
  let stopping = false;
  const watching = watch();

  /** What `npm start`, Docker or Kubernetes do for a process that has ended. */
  async function watch(): Promise<void> {
    while (!stopping) {
      for (const one of watched) if (one.hasEnded()) await one.restart();
      await pause(WATCH_EVERY_MS);
    }
  }

  function get(part: Part): TestProcess {
    const found = processes.get(part);
    if (found === undefined) throw new Error(`${part} was not started`);
    return found;
  }

  const workers = () => [get('order worker'), get('item worker')];
  const all = () => [...processes.values(), ...added];
  const logs = () =>
    all()
      .map((one) => `=== ${one.service} ${one.url}\n${one.logs()}`)
      .join('\n');

  /** Whoever ends instead is started again, as everywhere. */
  async function ready(starting: readonly TestProcess[]): Promise<void> {
    await Promise.all(starting.map((one) => eventually(() => one.waitReady(), { timeoutMs: READY_LIMIT_MS })));
  }

  async function end(worker: TestProcess): Promise<void> {
    watched.delete(worker);
    await worker.kill('SIGTERM');
  }

  async function stop(): Promise<void> {
    stopping = true;
    await watching;
    // Killed, not asked: what they would still do has nowhere to go.
    await Promise.all(all().map((one) => one.kill('SIGKILL')));
    await Promise.all([orders.drop(), items.drop(), redis.drop(), kafka.drop()]);
  }

  try {
    await ready(all());
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    orderUrl: url('order api'),
    itemUrl: url('item api'),
    orders: orders.database,
    items: items.database,
    kafka,
    redis,
    process: get,
    async addWorker(part) {
      const worker = start(part);
      added.push(worker);
      watched.add(worker);
      await ready([worker]);
      return worker;
    },
    removeWorker: end,
    async stopWorkers() {
      await Promise.all([...workers(), ...added].map(end));
    },
    async startWorkers() {
      await Promise.all(workers().map((one) => one.restart()));
      for (const one of workers()) watched.add(one);
      await ready(workers());
    },
    logs,
    stop,
  };
}
