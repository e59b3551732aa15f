import { eventually } from '@rushgraph/testkit';
import type { KafkaMessage } from 'kafkajs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Added, added, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { readPartitions } from '../../test/read-topic.ts';
import { type EventDefinition, event } from '../event/event.ts';
import { partitionOf } from '../producer/murmur2.ts';
import type { OutboxRows } from './outbox.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

const GROUPS = ['even', 'odd'] as const;
const groupOf = ({ amount }: Added) => GROUPS[amount % 2] ?? 'even';
/** Things with keys of their own, of which those of one group share a partition. */
const grouped: EventDefinition<Added> = { ...added, partitionKey: groupOf };
const things = Array.from({ length: 40 }, (_, number): Added => ({ name: `thing ${number}`, amount: number }));

const partOf = ({ value }: KafkaMessage): Added => JSON.parse(String(value));

it.each<OutboxRows>(['event', 'batch'])(
  'records with a partition key keep their own keys, and share its partition in order: rows by %s',
  async (rows) => {
    const outbox = shop.newOutbox(rows);
    for (const part of [things.slice(0, 20), things.slice(20)]) {
      await shop.database.transaction((tx) =>
        outbox.record(
          tx,
          part.map((data) => event(grouped, data, { subject: data.name, sequence: 1 })),
        ),
      );
    }
    await shop.relay({ instanceId: 'one', outbox }).start();
    await eventually(async () => expect(await shop.waiting()).toBe(0));
    const published = (await readPartitions(shop.kafka, shop.topic)).flatMap(({ partition, message }) => {
      const { name, amount } = partOf(message);
      return { partition, key: String(message.key), name, group: groupOf({ name, amount }) };
    });
    expect(published).toHaveLength(things.length);
    for (const { partition, key, name, group } of published) {
      expect(key).toBe(name);
      expect(partition).toBe(partitionOf(group, 2));
    }
    for (const group of GROUPS) {
      const inOrder = things.filter((thing) => groupOf(thing) === group).map(({ name }) => name);
      expect(published.filter((one) => one.group === group).map(({ name }) => name)).toEqual(inOrder);
    }
  },
);

it('records of one partition key share a bucket of the outbox, so that one relay at a time publishes them', async () => {
  await shop.database.transaction((tx) =>
    shop.outbox.record(
      tx,
      things.map((data) => event(grouped, data, { subject: data.name, sequence: 1 })),
    ),
  );
  const rows = await shop.database.rows<{ bucket: number }>('SELECT DISTINCT bucket FROM outbox');
  expect(rows.length).toBeLessThanOrEqual(GROUPS.length);
});
