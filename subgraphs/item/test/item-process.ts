import {
  deriveId,
  type ItemId,
  orderRequested,
  type StockResult,
  stockResult,
  type UserId,
} from '@rushgraph/contracts';
import { anItem } from '@rushgraph/finding/an-item';
import type { Viewer } from '@rushgraph/identity';
import {
  adminViewer,
  anonymous,
  eventually,
  freePorts,
  type GraphResult,
  signed,
  startProcess,
  testDatabase,
  testKafka,
  testRedis,
  testViewerKey,
} from '@rushgraph/testkit';
import { expect } from 'vitest';
import { insertItems } from '../src/register-item/insert-items.ts';
import { item, itemTopics, order, request } from './item-fixture.ts';

const CHOOSE = 'mutation ($input: ChooseStockStrategyInput!) { chooseStockStrategy(input: $input) { __typename } }';
const CHOICES = '{ stockStrategies { item { id } strategy next } }';

interface Choice {
  readonly item: { readonly id: string } | null;
}

/** The item service as it is deployed, in a process of its own; windows are short. */
export async function itemProcess(settings: Readonly<Record<string, string>> = {}) {
  const [store, redis, [port = 0, operationsPort = 0]] = await Promise.all([testDatabase(), testRedis(), freePorts(2)]);
  const kafka = testKafka();
  await kafka.createTopics(itemTopics);
  const main = startProcess('item', {
    PORT: String(port),
    OPERATIONS_PORT: String(operationsPort),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    VIEWER_KEY: testViewerKey.toString('base64'),
    MYSQL_URL: store.url,
    REDIS_URL: redis.url,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
    KAFKA_GROUP_PREFIX: kafka.groupPrefix,
    STOCK_WINDOW_MS: '200',
    STOCK_WINDOW_GRACE_MS: '200',
    STOCK_DRAIN_CHECK_MS: '50',
    ...settings,
  });
  const results = new Map<string, StockResult>();
  const producer = kafka.kafka.producer();
  const watcher = kafka.kafka.consumer({ groupId: `${kafka.groupPrefix}watcher`, maxWaitTimeInMs: 20 });
  await Promise.all([producer.connect(), watcher.connect()]);
  await watcher.subscribe({ topic: kafka.topicPrefix + stockResult.topic, fromBeginning: true });
  await watcher.run({
    eachMessage: async ({ message: { value } }) => {
      const result = stockResult.schema.parse(JSON.parse(String(value)));
      results.set(result.orderId, result);
    },
  });
  await main.waitReady();

  async function ask<T>(viewer: Viewer, query: string, variables: object = {}): Promise<T | null> {
    const response = await fetch(`${main.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed(viewer, 'item') },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors }: GraphResult<T> = JSON.parse(await response.text());
    if (errors !== undefined) throw new Error(`The item service answered ${JSON.stringify(errors)}`);
    return data;
  }

  return {
    database: store.database,
    /** How the process ends when it is asked to. */
    end: () => main.kill('SIGTERM'),
    /** Puts an item on the shelf. */
    async shelve(name: string, stock: number): Promise<ItemId> {
      const now = new Date();
      const shelved = anItem({ id: item(name), name, stock, createdAt: now });
      await store.database.transaction((tx) => insertItems(tx, [shelved], now));
      return shelved.id;
    },
    /** Places an order, as the order service does. */
    async request(name: string, wanted: Record<string, number>): Promise<void> {
      const { orderId, lines } = request(name, wanted);
      const requestedAt = new Date().toISOString();
      const data = {
        orderId,
        lines,
        userId: deriveId<UserId>('user', 'buyer'),
        inputHash: 'h'.repeat(64),
        requestedAt,
      };
      const headers = {
        ce_specversion: '1.0',
        ce_id: name,
        ce_type: orderRequested.type,
        ce_source: 'order',
        ce_time: requestedAt,
        ce_subject: orderId,
        ce_sequence: '1',
      };
      const messages = [{ key: orderId, value: JSON.stringify(data), headers }];
      await producer.send({ topic: kafka.topicPrefix + orderRequested.topic, acks: -1, messages });
    },
    /** The result of an order, once it has left the service. */
    resultOf: (name: string) => results.get(order(name)),
    async shown(name: string): Promise<number | undefined> {
      type Answer = { item: { stock: number } };
      const data = await ask<Answer>(anonymous, 'query ($id: ID!) { item(id: $id) { stock } }', { id: item(name) });
      return data?.item.stock;
    },
    /** The row of an item, and how its ledger came to be. */
    async rowOf(name: string) {
      const [row] = await store.database.rows<{ stock: number; fence: number }>(
        'SELECT stock, fence FROM item WHERE id = ?',
        [item(name)],
      );
      const ledger = await store.database.rows<{ cause: string; quantity: number }>(
        "SELECT cause, quantity FROM stock_ledger WHERE item_id = ? AND cause <> 'REGISTER' ORDER BY id",
        [item(name)],
      );
      return { ...row, ledger: ledger.map(({ cause, quantity }) => `${cause} ${quantity}`) };
    },
    async health(): Promise<{ readonly status: string }> {
      return JSON.parse(await (await fetch(`${main.operationsUrl}/health/ready`)).text());
    },
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`${main.operationsUrl}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    /** As an administrator chooses; returns when it is in effect. */
    async choose(strategy: 'MERGE' | 'LOCK' | 'WINDOW', itemId?: ItemId): Promise<void> {
      await ask(adminViewer(), CHOOSE, { input: { strategy, itemId } });
      await eventually(async () => {
        const data = await ask<{ stockStrategies: Choice[] }>(adminViewer(), CHOICES);
        const choice = data?.stockStrategies.find(({ item: one }) => one?.id === itemId);
        expect(choice).toMatchObject({ strategy, next: null });
      });
    },
    async drop() {
      await Promise.all([main.kill('SIGTERM'), producer.disconnect(), watcher.disconnect()]);
      await Promise.all([store.drop(), redis.drop(), kafka.drop()]);
    },
  };
}

export type ItemProcess = Awaited<ReturnType<typeof itemProcess>>;
