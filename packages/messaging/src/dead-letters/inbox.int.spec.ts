import { eventually } from '@rushgraph/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { added, addUp, GROUP, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { InvalidEvent } from '../consumer/batch.ts';
import { event } from '../event/event.ts';
import { discardDeadLetter, type Inbox, listDeadLetters, replayDeadLetter, showDeadLetter } from './inbox.ts';

let shop: MessagingFixture;
let inbox: Inbox;
let isCured = false;

async function setUp(config: Readonly<Record<string, string>> = {}): Promise<void> {
  shop = await messagingFixture(config);
  isCured = false;
  const topicPrefix = shop.topic.slice(0, -added.topic.length);
  inbox = { kafka: shop.kafka, topic: added.topic, group: GROUP, topicPrefix };
  await shop.relay({ instanceId: 'one' }).start();
  await shop
    .consumer({
      handle: async (batch, tx) => {
        const refused = batch.records.find(({ key }) => key === 'refuse');
        if (refused !== undefined && !isCured) throw new InvalidEvent(refused, 'nobody wants it');
        await addUp(batch, tx);
      },
    })
    .start();
}
beforeEach(() => setUp());
afterEach(() => shop.drop());

const reasons = async () => (await listDeadLetters(inbox)).map(({ offset, reason }) => [offset, reason]);

it('is empty at first', async () => {
  expect(await listDeadLetters(inbox)).toEqual([]);
});

it('replays a record byte for byte once its cause is cured, and then no longer lists it', async () => {
  await shop.record({ name: 'refuse', amount: 7 });
  await eventually(async () => expect(await reasons()).toEqual([['0', 'nobody wants it']]));
  expect(await shop.tally()).toEqual({});
  isCured = true;
  await replayDeadLetter(inbox, '0');
  await eventually(async () => expect(await shop.tally()).toEqual({ refuse: [7, 1] }));
  expect(await listDeadLetters(inbox)).toEqual([]);
  const [first, again, ...more] = await readTopic(shop.kafka, shop.topic);
  expect(more).toEqual([]);
  expect([again?.key, again?.value, again?.headers]).toEqual([first?.key, first?.value, first?.headers]);
});

describe('on a compacted topic', () => {
  beforeEach(async () => {
    await shop.drop();
    await setUp({ 'cleanup.policy': 'compact' });
  });

  /** A state of `refuse` at a version: what is told of it last is what the topic keeps. */
  const tell = (sequence: number) =>
    shop.database.transaction((tx) =>
      shop.outbox.record(tx, [event(added, { name: 'refuse', amount: sequence }, { subject: 'refuse', sequence })]),
    );

  it('replays a record of which nothing newer is known', async () => {
    await tell(1);
    await eventually(async () => expect(await reasons()).toHaveLength(1));
    isCured = true;
    await shop.record({ name: 'another', amount: 9 });
    await replayDeadLetter(inbox, '0');
    await eventually(async () => expect(await shop.tally()).toMatchObject({ refuse: [1, 1] }));
  });

  it('does not replay a state that is older than what has been told since', async () => {
    await tell(1);
    await eventually(async () => expect(await reasons()).toHaveLength(1));
    isCured = true;
    await tell(2);
    await eventually(async () => expect(await shop.tally()).toEqual({ refuse: [2, 1] }));
    await expect(replayDeadLetter(inbox, '0')).rejects.toThrow('Dead letter 0 is outdated');
    expect(await readTopic(shop.kafka, shop.topic)).toHaveLength(2);
    expect(await reasons()).toHaveLength(1);
  });
});

it('discards one record and leaves the others alone', async () => {
  await shop.record({ name: 'refuse', amount: 1 });
  await eventually(async () => expect(await reasons()).toHaveLength(1));
  await shop.record({ name: 'refuse', amount: 2 });
  await eventually(async () => expect(await reasons()).toHaveLength(2));
  await discardDeadLetter(inbox, '0');
  expect((await listDeadLetters(inbox)).map(({ value }) => String(value))).toEqual(['{"name":"refuse","amount":2}']);
  expect(await showDeadLetter(inbox, '0')).toBeUndefined();
  await expect(discardDeadLetter(inbox, '0')).rejects.toThrow('No dead letter 0 waits');
});

it('takes records whose key or headers fit no row, and brings them back as they were', async () => {
  const producer = shop.kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const odd = Buffer.from([0xff, 0xfe]);
  const messages = [
    { key: 'k'.repeat(300), value: '{', headers: { raw: odd } },
    { key: odd, value: odd, headers: { large: 'x'.repeat(70_000) } },
    { key: null, value: null },
  ].map((message) => ({ ...message, partition: 1 }));
  await producer.send({ topic: shop.topic, acks: -1, messages });
  await producer.disconnect();
  await eventually(async () => expect(await reasons()).toHaveLength(3));
  const letters = (await listDeadLetters(inbox)).toSorted(
    (left, right) => Number(left.origin.offset) - Number(right.origin.offset),
  );
  expect(letters.map(({ key, value, whole }) => [key, value, whole])).toEqual([
    [Buffer.from('k'.repeat(300)), Buffer.from('{'), true],
    [odd, odd, false],
    [null, null, true],
  ]);
  expect(letters[0]?.headers).toEqual({ raw: odd });
  await expect(replayDeadLetter(inbox, letters[1]?.offset ?? '')).rejects.toThrow('cannot be replayed');
});
