import { orderRequested, topics } from '@rushgraph/contracts';
import {
  eventually,
  freePorts,
  type StoreProxy,
  signed,
  startProcess,
  startStoreProxy,
  type TestDatabase,
  type TestKafka,
  type TestProcess,
  type TestRedis,
  testDatabase,
  testKafka,
  testRedis,
  testViewerKey,
  userViewer,
} from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { item, user } from '../test/order-fixture.ts';

let server: TestDatabase;
let kafka: TestKafka;
let redis: TestRedis;
let proxy: StoreProxy;
let api: TestProcess;
beforeAll(async () => {
  server = await testDatabase();
  kafka = testKafka();
  const [port, operationsPort] = await freePorts(2);
  const url = new URL(server.url);
  [redis, proxy] = await Promise.all([
    testRedis(),
    startStoreProxy(Number(url.port)),
    kafka.createTopics(topics.filter(({ name }) => name.startsWith('commerce.order.'))),
  ]);
  url.port = String(proxy.port);
  const key = testViewerKey.toString('base64');
  api = startProcess('order', {
    PORT: String(port),
    OPERATIONS_PORT: String(operationsPort),
    HOST: '127.0.0.1',
    ROLES: 'api',
    LOG_LEVEL: 'warn',
    MYSQL_URL: url.href,
    REDIS_URL: redis.url,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
    VIEWER_KEY: key,
    VIEWER_KEYS: `item=${key}`,
    COMMIT_TIMEOUT_MS: '500',
  });
  await api.waitReady();
});
afterAll(async () => {
  await api.kill('SIGKILL');
  await proxy.stop();
  await Promise.all([server.drop(), redis.drop(), kafka.drop()]);
});

const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on PlaceOrderSuccess { order { status } }
} }`;
async function place(idempotencyKey: string): Promise<unknown> {
  const input = { lines: [{ itemId: item('pen'), quantity: 1 }], idempotencyKey };
  const headers = { 'content-type': 'application/json', ...signed(userViewer(user('ann')), 'order') };
  const body = JSON.stringify({ query: PLACE, variables: { input } });
  return (await fetch(`${api.url}/graphql`, { method: 'POST', headers, body })).json();
}
const placed = { data: { placeOrder: { __typename: 'PlaceOrderSuccess', order: { status: 'PENDING' } } } };

it('accepts orders, and says that it can, while MySQL is silent', async () => {
  expect(await place('k1')).toEqual(placed);
  proxy.fallSilent();
  for (const key of ['k2', 'k3', 'k4']) expect(await place(key)).toEqual(placed);
  await eventually(async () => {
    const response = await fetch(`${api.operationsUrl}/health/ready`);
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { status: 'degraded', dependencies: { mysql: { state: 'down' }, redis: { state: 'up' } } },
    ]);
  });
  const admin = kafka.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(kafka.topicPrefix + orderRequested.topic);
  await admin.disconnect();
  expect(ends.reduce((sum, { high }) => sum + Number(high), 0)).toBe(3);
  proxy.pass();
  expect(await place('k5')).toEqual(placed);
});
