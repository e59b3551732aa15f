import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MessagingFixture, messagingFixture, record } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { createProducer } from '../producer/producer.ts';
import type { ProducerRecord } from '../producer/producer-record.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

const amounts = async () =>
  (await readTopic(shop.kafka, shop.topic)).map(({ value }): number => JSON.parse(String(value)).amount);
const realProducer = () => createProducer({ kafka: shop.kafka, logger: silentLogger(), lingerMs: 0 });

it('repeats in order what was appended when its acknowledgement was lost', async () => {
  const real = realProducer();
  let losses = 2;
  for (let n = 1; n <= 3; n++) await shop.record({ name: 'a', amount: n });
  const producer = {
    async send(records: readonly ProducerRecord[]) {
      await real.send(records);
      if (losses-- > 0) throw new Error('the acknowledgement was lost');
    },
    stop: () => real.stop(),
  };
  await shop.relay({ instanceId: 'one', producer }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await amounts()).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
});

it('loses nothing while the broker refuses, and deletes nothing that it has not acknowledged', async () => {
  const real = realProducer();
  let refusals = 3;
  for (let n = 1; n <= 3; n++) await shop.record({ name: 'a', amount: n });
  const waiting: number[] = [];
  const producer = {
    async send(records: readonly ProducerRecord[]) {
      waiting.push(await shop.waiting());
      if (refusals-- > 0) throw new Error('refused');
      await real.send(records);
    },
    stop: () => real.stop(),
  };
  await shop.relay({ instanceId: 'one', producer }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(waiting).toEqual([3, 3, 3, 3]);
  expect(await amounts()).toEqual([1, 2, 3]);
});

it('publishes nothing of buckets that another relay holds', async () => {
  let sends = 0;
  const producer = {
    async send() {
      sends++;
    },
    async stop() {
      return undefined;
    },
  };
  // Another relay holds every bucket until long after this test.
  await shop.database.run(
    `INSERT INTO outbox_lease (bucket, owner, epoch, expires_at)
     VALUES ${[0, 1, 2, 3, 4, 5, 6, 7].map((bucket) => `(${bucket}, 'other', 1, NOW(3) + INTERVAL 1 HOUR)`).join(', ')}`,
  );
  await shop.record({ name: 'a', amount: 1 });
  const relay = shop.relay({ instanceId: 'one', producer });
  await relay.start();
  await relay.stop();
  expect([sends, await shop.waiting()]).toEqual([0, 1]);
});

it('control: deleting by id instead of by what was acknowledged loses the row of a slower transaction', async () => {
  const slow = shop.otherDatabase().transaction(async (tx) => {
    await record(tx, shop.newOutbox(), [{ name: 'slow', amount: 1 }]);
    await shop.record({ name: 'fast', amount: 2 });
    const [newest] = await shop.database.rows<{ id: number }>('SELECT MAX(id) AS id FROM outbox');
    return newest?.id;
  });
  await shop.database.run('DELETE FROM outbox WHERE id <= ?', [await slow]);
  expect(await shop.waiting()).toBe(0);
});
