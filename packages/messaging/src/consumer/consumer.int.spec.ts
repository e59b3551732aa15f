import { eventually, gate } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addUp, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { headerText } from '../event/headers.ts';
import { InvalidEvent } from './batch.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

it('carries events from a transaction to the effect, each exactly once, and empties the outbox', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  await shop.consumer().start();
  for (let round = 1; round <= 20; round++) await shop.record({ name: 'a', amount: round }, { name: 'b', amount: 1 });
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [210, 20], b: [20, 20] }));
  await eventually(async () => expect(await shop.waiting()).toBe(0));
});

it('takes nothing twice when it starts again, and goes on where it was', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  const first = shop.consumer();
  await first.start();
  await shop.record({ name: 'a', amount: 1 });
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [1, 1] }));
  await first.stop();
  await shop.record({ name: 'a', amount: 2 });
  await shop.consumer().start();
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [3, 2] }));
});

it('fences a member off that still believes it owns a partition which somebody else has moved on', async () => {
  const reached = gate();
  const release = gate();
  let held: number | undefined;
  await shop.relay({ instanceId: 'one' }).start();
  await shop
    .consumer({
      maxBatch: 1,
      handle: async (batch, tx) => {
        if (held === undefined && batch.records[0]?.data?.amount === 1) {
          held = batch.partition;
          await tx.run('ROLLBACK'); // the database lost this session's transaction while it was paused
          reached.open();
          await release.passed;
          throw Object.assign(new Error('the connection was lost'), { fatal: true });
        }
        await addUp(batch, tx);
      },
    })
    .start();
  await shop.record({ name: 'a', amount: 1 });
  await reached.passed;
  // Another member takes the event meanwhile. Where other partitions go on, no event has been.
  const take = 'UPDATE consumer_offset SET next_offset = next_offset + 1 WHERE partition_id = ?';
  await shop.otherDatabase().run(take, [held]);
  await shop.record({ name: 'a', amount: 10 });
  release.open();
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [10, 1] }));
});

it('sets poison aside with its bytes, its reason and its origin, and goes on', async () => {
  const producer = shop.kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const good = {
    ce_id: '1',
    ce_type: 'test.tally.added.v1',
    ce_source: 't',
    ce_time: 'now',
    ce_subject: 'a',
    ce_sequence: '1',
  };
  const value = JSON.stringify({ name: 'a', amount: 5 });
  await producer.send({
    topic: shop.topic,
    acks: -1,
    messages: [
      { key: 'a', partition: 0, value: '{not json', headers: good },
      { key: 'a', partition: 0, value: '{"name":"a"}', headers: good },
      { key: 'a', partition: 0, value, headers: { ...good, ce_type: 'test.unknown.v9' } },
      { key: 'a', partition: 0, value },
      { key: null, partition: 0, value, headers: good },
      { key: 'refuse', partition: 0, value: JSON.stringify({ name: 'refuse', amount: 1 }), headers: good },
      { key: 'bug', partition: 0, value: JSON.stringify({ name: 'bug', amount: 1 }), headers: good },
      { key: 'a', partition: 0, value, headers: good },
    ],
  });
  await producer.disconnect();
  await shop.relay({ instanceId: 'one' }).start();
  await shop
    .consumer({
      handle: async (batch, tx) => {
        await addUp(batch, tx);
        const refused = batch.records.find(({ key }) => key === 'refuse');
        if (refused !== undefined) throw new InvalidEvent(refused, 'nobody wants it');
        if (batch.records.some(({ key }) => key === 'bug')) throw new TypeError('undefined is not a function');
      },
    })
    .start();
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [5, 1] }));
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  const dead = await readTopic(shop.kafka, shop.deadLetters);
  const told = dead.map(({ headers }) => [headerText(headers, 'dlq_offset'), headerText(headers, 'dlq_reason')]);
  expect(told.sort()).toEqual([
    ['0', 'the payload is no JSON'],
    ['1', 'the payload does not fit its schema: name and amount are needed'],
    ['2', 'type test.unknown.v9 does not belong on this topic'],
    ['3', 'header ce_id is missing or wrong'],
    ['4', 'the key is missing'],
    ['5', 'nobody wants it'],
    ['6', 'the handler failed: undefined is not a function'],
  ]);
  const first = dead.find(({ headers }) => headerText(headers, 'dlq_offset') === '0');
  expect(first?.value?.toString()).toBe('{not json');
  expect(headerText(first?.headers, 'dlq_group')).toBe('tally');
});

it('tries again after a passing failure, losing and doubling nothing', async () => {
  let failures = 3;
  await shop.relay({ instanceId: 'one' }).start();
  await shop
    .consumer({
      handle: async (batch, tx) => {
        await addUp(batch, tx);
        if (failures-- > 0) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
      },
    })
    .start();
  await shop.record({ name: 'a', amount: 1 }, { name: 'b', amount: 2 });
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [1, 1], b: [2, 1] }));
  expect(failures).toBeLessThan(0);
});

it.each([
  ['is full', 'HY000', 1114],
  ['stops statements that take too long', '70100', 1969],
  ['belongs to a cluster without a quorum', '08S01', 1047],
  ['refuses for a reason that nobody here knows', 'HY000', 45_678],
])('holds no record guilty while its store %s', async (_name, state, number) => {
  let failures = 3;
  await shop.relay({ instanceId: 'one' }).start();
  await shop
    .consumer({
      handle: async (batch, tx) => {
        await addUp(batch, tx);
        if (failures-- > 0) await tx.run(`SIGNAL SQLSTATE '${state}' SET MYSQL_ERRNO = ${number}`);
      },
    })
    .start();
  await shop.record({ name: 'a', amount: 1 }, { name: 'b', amount: 2 });
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [1, 1], b: [2, 1] }));
  expect(await readTopic(shop.kafka, shop.deadLetters)).toEqual([]);
});

it('hands partitions over while events flow: three members come and go', async () => {
  await shop.relay({ instanceId: 'one' }).start();
  const first = shop.consumer();
  await first.start();
  let sent = 0;
  const produce = async (count: number) => {
    for (let n = 0; n < count; n++) {
      sent++;
      await shop.record({ name: `k${sent % 7}`, amount: 1 });
    }
  };
  await Promise.all([produce(40), shop.consumer().start()]);
  await Promise.all([produce(40), first.stop()]);
  await Promise.all([produce(40), shop.consumer().start()]);
  await eventually(async () => {
    const totals = Object.values(await shop.tally());
    expect(totals.reduce((sum, [total]) => sum + total, 0)).toBe(sent);
  });
  expect(Object.values(await shop.tally()).every(([total, times]) => total === times)).toBe(true);
});

it('tells a member what it has, as often as the broker confirms it, and that it has nothing meanwhile', async () => {
  const told: string[] = [];
  const member = shop.consumer({
    onMembership: (assigned) => told.push(JSON.stringify(assigned[shop.topic]?.toSorted() ?? [])),
  });
  await member.start();
  await eventually(() => expect(told.slice(0, 2)).toEqual(['[0,1]', '[0,1]']));
  const other = shop.consumer();
  await other.start();
  await eventually(() => expect(new Set(told)).toContainEqual(expect.stringMatching(/^.[01].$/)));
  expect(told.filter((now, index) => now !== told[index - 1])).toEqual([
    '[0,1]',
    '[]',
    expect.stringMatching(/^.[01].$/),
  ]);
  await member.stop();
  expect(told.at(-1)).toBe('[]');
});
