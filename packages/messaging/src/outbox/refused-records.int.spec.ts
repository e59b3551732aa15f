import { eventually } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Added, added, type MessagingFixture, messagingFixture, record } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { listDeadLetters } from '../dead-letters/inbox.ts';
import { partitionOf } from '../producer/murmur2.ts';

const MAX_BYTES = 20_000;
let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture({ 'max.message.bytes': String(MAX_BYTES) });
});
afterEach(() => shop.drop());

const amounts = async () =>
  (await readTopic(shop.kafka, shop.topic))
    .map(({ value }): number => JSON.parse(String(value)).amount)
    .sort((left, right) => left - right);
/** Names are keys, so they go to one bucket and one partition. */
const large: Added = { name: 'a', amount: 3 };
/** What makes the record of `large` too large for its topic. */
const padding = 'x'.repeat(2 * MAX_BYTES);

/** Makes the payload of one waiting event too large; `where` finds its row. */
async function inflate(where: string): Promise<void> {
  await shop.database.run(
    `UPDATE outbox SET payload = REPLACE(payload, '"amount":${large.amount}', '"amount":${large.amount},"padding":"${padding}"')
     WHERE ${where}`,
  );
}

async function refused() {
  const rows = await shop.database.rows<{ aggregateid: string; payload: Buffer; reason: string; type: string }>(
    'SELECT aggregateid, payload, reason, type FROM outbox_refused',
  );
  return rows.map(({ aggregateid, payload, reason, type }) => [
    aggregateid,
    JSON.parse(String(payload)).amount,
    /larger/.test(reason),
    type,
  ]);
}

it('sets aside an event that the broker refuses, and publishes those before and behind it', async () => {
  for (const amount of [1, 2, 3, 4, 5]) await shop.record({ name: 'a', amount });
  await inflate(`payload LIKE '%"amount":3}%'`);
  await shop.relay({ instanceId: 'one' }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect([...new Set(await amounts())]).toEqual([1, 2, 4, 5]);
  expect(await refused()).toEqual([['a', 3, true, added.type]]);
  const waiting = await shop.registry.getSingleMetric('outbox_refused_total')?.get();
  expect(waiting?.values.map(({ value }) => value)).toEqual([1]);
});

it('sets aside one event of a row that holds several', async () => {
  const outbox = shop.newOutbox('batch');
  await shop.database.transaction((tx) =>
    record(
      tx,
      outbox,
      [1, 2, 3, 4].map((amount) => ({ name: 'a', amount })),
    ),
  );
  await inflate('1 = 1');
  await shop.relay({ instanceId: 'one' }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect([...new Set(await amounts())]).toEqual([1, 2, 4]);
  expect(await refused()).toEqual([['a', 3, true, added.type]]);
});

it('publishes events that are too much only together, without setting one aside', async () => {
  for (const amount of [1, 2, 3, 4]) await shop.record({ name: 'a', amount });
  await shop.database.run(`UPDATE outbox SET payload = REPLACE(payload, '}', ',"padding":"${'x'.repeat(6_000)}"}')`);
  await shop.relay({ instanceId: 'one' }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect([...new Set(await amounts())]).toEqual([1, 2, 3, 4]);
  expect(await refused()).toEqual([]);
});

it('takes poison of any size and with any headers out of the way of the records behind it', async () => {
  const name = 'a';
  const partition = partitionOf(name, 2);
  const producer = shop.kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  // As large as the topic lets it be, and headers that grow sixfold when JSON writes them.
  const hostile = { control: String.fromCharCode(1).repeat(9_000), more: '\u0002"\\'.repeat(1_500) };
  const messages = [
    { key: name, partition, value: 'x'.repeat(MAX_BYTES - 200) },
    { key: name, partition, value: '{', headers: hostile },
  ];
  for (const one of messages) await producer.send({ topic: shop.topic, acks: -1, messages: [one] });
  await producer.disconnect();
  await shop.relay({ instanceId: 'one' }).start();
  await shop.consumer().start();
  await shop.record({ name, amount: 5 });
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [5, 1] }));
  const topicPrefix = shop.topic.slice(0, -added.topic.length);
  const inbox = { kafka: shop.kafka, topic: added.topic, group: 'tally', topicPrefix };
  await eventually(async () =>
    expect((await listDeadLetters(inbox)).map(({ value }) => value?.length)).toEqual([MAX_BYTES - 200, 1]),
  );
});
