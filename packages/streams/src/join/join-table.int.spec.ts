import { createTopics } from '@rushgraph/messaging';
import { eventually, gate, silentLogger } from '@rushgraph/testkit';
import { PartitionAssigners } from 'kafkajs';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JoinFixture, joinFixture, tally } from '../../test/join-fixture.ts';
import { ordered, paid } from '../../test/orders.ts';
import { createTable } from '../index.ts';

let shop: JoinFixture;
beforeEach(async () => {
  shop = await joinFixture(4);
});
afterEach(() => shop.drop());

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `o${from + index}`);
const rows = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, `pen ${id}`]));
const once = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [`${id} pen ${id}`, 1]).sort());

it('replays the table before it handles what was on the stream, and counts rows and time', async () => {
  const ids = numbered(0, 200);
  await shop.order(rows(ids));
  await shop.order({ o1: null, o2: 'ink' });
  await shop.pay(...ids);
  const { consumer, table, registry } = shop.member();
  await consumer.start();
  const { 'o1 pen o1': _removed, 'o2 pen o2': _changed, ...rest } = once(ids);
  await eventually(async () => expect(await shop.joined()).toEqual({ ...rest, 'o1 nothing': 1, 'o2 ink': 1 }));
  expect(table.size()).toBe(199);
  const metrics = await registry.metrics();
  expect(metrics).toContain(`table_rows{topic="test.shop.ordered.v1"} 199`);
  expect(metrics).toContain(`table_replay_seconds_count{topic="test.shop.ordered.v1"} 4`);
});

it('is ready when its table is caught up, not when it has joined its group', async () => {
  let isOpen = false;
  const table = createTable({ definition: ordered, logger: silentLogger(), metrics: { registry: new Registry() } });
  const isCaughtUp = (partition: number) => isOpen && table.replica.isCaughtUp(partition);
  const { consumer } = shop.member({ table: { ...table, replica: { ...table.replica, isCaughtUp } } });
  await consumer.start();
  await eventually(() => expect(table.partitions()).toHaveLength(4));
  expect(consumer.ready()).toBe(false);
  isOpen = true;
  expect(consumer.ready()).toBe(true);
});

it('follows the table after the replay, and leaves nothing of it in MySQL', async () => {
  await shop.member().consumer.start();
  const expected: Record<string, number> = {};
  for (const what of ['one', 'two', null]) {
    await shop.order({ a: what });
    await shop.pay('a');
    expected[`a ${what ?? 'nothing'}`] = 1;
    await eventually(async () => expect(await shop.joined()).toEqual(expected));
  }
  const topics = await shop.database.rows<{ topic: string }>('SELECT DISTINCT topic FROM consumer_offset');
  expect(topics).toEqual([{ topic: shop.topicPrefix + paid.topic }]);
});

it('reads the table again from its start when it starts again', async () => {
  const first = shop.member();
  await first.consumer.start();
  await shop.order({ a: 'pen' });
  await shop.pay('a');
  await eventually(async () => expect(await shop.joined()).toEqual({ 'a pen': 1 }));
  await first.consumer.stop();
  await shop.pay('a');
  await shop.member().consumer.start();
  await eventually(async () => expect(await shop.joined()).toEqual({ 'a pen': 2 }));
});

it('joins each record once while three members come and go under load', async () => {
  let sent = 0;
  const load = async (count: number) => {
    for (const end = sent + count; sent < end; ) {
      const ids = numbered(sent, sent + 20);
      sent += 20;
      await shop.order(rows(ids));
      await shop.pay(...ids);
    }
  };
  const [first, second, third] = [shop.member(), shop.member(), shop.member()];
  await first.consumer.start();
  await Promise.all([load(600), second.consumer.start()]);
  await Promise.all([load(600), third.consumer.start()]);
  await Promise.all([load(600), first.consumer.stop()]);
  await Promise.all([load(600), second.consumer.stop()]);
  await load(600);
  await eventually(async () => expect(Object.keys(await shop.joined())).toHaveLength(sent), { timeoutMs: 20_000 });
  expect(await shop.joined()).toEqual(once(numbered(0, sent)));
  expect(shop.fatal).toEqual([]);
});

it('holds the stream back until the table is replayed, though the handler of an earlier generation still runs', async () => {
  const reached = gate();
  const release = gate();
  let held = false;
  await shop.order(rows(numbered(0, 40)));
  await shop.pay('o1');
  const slow = shop.member({
    handle: async (batch, tx, lookup) => {
      if (!held) {
        held = true;
        reached.open();
        await release.passed;
      }
      await tally(batch, tx, lookup);
    },
  });
  await slow.consumer.start();
  await reached.passed;
  const joining = shop.member().consumer.start();
  release.open();
  await joining;
  await shop.pay(...numbered(2, 40));
  await eventually(async () => expect(await shop.joined()).toEqual(once(numbered(1, 40))));
});

it('refuses to start on topics that are not partitioned alike', async () => {
  const admin = shop.kafka.admin();
  await admin.connect();
  const other = { ...paid, topic: 'test.shop.other.v1' };
  await createTopics(admin, [{ name: other.topic, partitions: 3, config: {} }], { prefix: shop.topicPrefix });
  await admin.disconnect();
  await expect(shop.member({ definitions: [other] }).consumer.start()).rejects.toThrow(
    'Joined topics need the same number of partitions',
  );
});

describe("without co-partitioning, as kafkajs's own assigner leaves it", () => {
  it('joins are missing, and the member that was given half of a pair says so', async () => {
    const ids = numbered(0, 200);
    await shop.order(rows(ids));
    const members = [1, 2, 3].map(() => shop.member({ assigners: [PartitionAssigners.roundRobin] }));
    await Promise.all(members.map(({ consumer }) => consumer.start()));
    await eventually(() => expect(shop.fatal.length).toBeGreaterThan(0));
    expect(String(shop.fatal.at(-1))).toContain('were assigned without the same ones of their tables');
    await shop.pay(...ids);
    await Promise.all(members.map(({ consumer }) => consumer.stop()));
    expect(Object.keys(await shop.joined()).length).toBeLessThan(200);
    await shop.member().consumer.start();
    await eventually(async () => expect(await shop.joined()).toEqual(once(ids)));
  });
});
