import { setTimeout } from 'node:timers/promises';
import {
  eventually,
  faultRow,
  redirectConnections,
  type StoreProxy,
  startStoreProxy,
  testStack,
} from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Added, added, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { createKafka, createProducer, encodeHeaders, type Producer } from '../index.ts';
import { type Tail, tailTopic } from './tail-topic.ts';

const AWAY_MS = 20_000;
let fixture: MessagingFixture;
let producer: Producer;
let proxy: StoreProxy;
let tail: Tail;
let endRedirection: () => void;
const seen: Added[] = [];
let gaps = 0;

beforeAll(async () => {
  fixture = await messagingFixture();
  const [broker = ''] = testStack().kafkaBrokers.split(',');
  const port = Number(broker.split(':')[1]);
  proxy = await startStoreProxy(port);
  producer = createProducer({ kafka: fixture.kafka, logger: fixture.logger });
  // Connected before the proxy is in between: what publishes is not away.
  await publish(0);
  endRedirection = redirectConnections(port, proxy.port);
  tail = tailTopic<Added>({
    kafka: createKafka({ brokers: [broker], clientId: 'tail', logger: fixture.logger }),
    group: `${fixture.topic}-tail`,
    definition: added,
    topicPrefix: fixture.topic.slice(0, -added.topic.length),
    isWanted: () => true,
    take: ({ data }) => data !== null && seen.push(data),
    onGap: () => {
      gaps += 1;
    },
    logger: fixture.logger,
    metrics: { registry: new Registry() },
  });
  tail.start();
  await eventually(() => expect(gaps).toBe(1), { timeoutMs: 20_000 });
});
afterAll(async () => {
  proxy.pass();
  await tail.stop();
  endRedirection();
  await producer.stop();
  await proxy.stop();
  await fixture.drop();
});

async function publish(amount: number): Promise<void> {
  const time = '2026-03-01T12:00:00.000Z';
  const at = { id: String(amount), type: added.type, source: 'test', time, subject: 'ada', sequence: amount };
  const value = JSON.stringify({ name: 'ada', amount });
  await producer.send([{ topic: fixture.topic, key: 'ada', value, headers: encodeHeaders(at) }]);
}

describe('Kafka', () => {
  faultRow(`is away from a tail for ${AWAY_MS / 1_000} s, and what was published meanwhile is seen, once`, async () => {
    await publish(1);
    await eventually(() => expect(seen).toHaveLength(1));
    proxy.breakOff();
    for (let amount = 2; amount <= 11; amount++) {
      await publish(amount);
      await setTimeout(AWAY_MS / 10);
    }
    expect(seen).toHaveLength(1);
    proxy.pass();
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(11), { timeoutMs: 120_000 });
    expect(seen.map(({ amount }) => amount)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
    expect(gaps).toBe(1);
  });
});
