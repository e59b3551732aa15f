import { eventually } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { partitionOf } from '../producer/murmur2.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

/** Its events are on the first of the two partitions. */
const NAME = 'b';

/** A record that nobody can read, and after it, on the same partition, a good one. */
async function sendPoison(): Promise<void> {
  expect(partitionOf(NAME, 2)).toBe(0);
  await shop.relay({ instanceId: 'one' }).start();
  const producer = shop.kafka.producer();
  await producer.connect();
  await producer.send({ topic: shop.topic, acks: -1, messages: [{ key: NAME, partition: 0, value: '{not json' }] });
  await producer.disconnect();
  await shop.record({ name: NAME, amount: 5 });
  await eventually(async () => expect(await readTopic(shop.kafka, shop.topic)).toHaveLength(2));
}

it('goes on after a record that nobody can read', async () => {
  await sendPoison();
  await shop.consumer().start();
  await eventually(async () => expect(await shop.tally()).toEqual({ [NAME]: [5, 1] }));
});

it('control: a consumer that takes every failure for a passing one never gets beyond it', async () => {
  await sendPoison();
  const taken: unknown[] = [];
  let failures = 0;
  const consumer = shop.kafka.consumer({ groupId: `${shop.topic}-trusting`, maxWaitTimeInMs: 20 });
  await consumer.connect();
  await consumer.subscribe({ topic: shop.topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      try {
        taken.push(JSON.parse(String(message.value)));
      } catch (cause) {
        failures++;
        throw new Error('it may work the next time', { cause });
      }
    },
  });
  await eventually(() => expect(failures).toBeGreaterThan(2));
  expect(taken).toEqual([]);
  await consumer.disconnect();
});
