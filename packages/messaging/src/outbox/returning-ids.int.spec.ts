import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MessagingFixture, messagingFixture, record } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { createProducer, type Producer } from '../producer/producer.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

const amounts = async () =>
  (await readTopic(shop.kafka, shop.topic)).map(({ value }): number => JSON.parse(String(value)).amount);

/** A replica that lacks the published row takes over, and gives its id to another event. */
async function failOver(): Promise<void> {
  const [lost] = await shop.database.rows<{ id: number }>('SELECT id FROM outbox');
  // In one transaction: whoever waits for an empty outbox must not see it between the two.
  await shop.database.transaction(async (tx) => {
    await tx.run('DELETE FROM outbox');
    await record(tx, shop.outbox, [{ name: 'a', amount: 2 }]);
    await tx.run('UPDATE outbox SET id = ?', [lost?.id]);
  });
}

/** Fails over once, between the acknowledgement of the first event and its deletion. */
function failingOver(): Producer {
  const real = createProducer({ kafka: shop.kafka, logger: silentLogger(), lingerMs: 0 });
  let failures = 1;
  return {
    async send(records, mayBegin) {
      await real.send(records, mayBegin);
      if (failures-- > 0) await failOver();
    },
    stop: () => real.stop(),
  };
}

it('publishes an event that has got the id of one that was published before a fail-over', async () => {
  await shop.record({ name: 'a', amount: 1 });
  await shop.relay({ instanceId: 'one', producer: failingOver() }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await amounts()).toEqual([1, 2]);
});

it('control: known by their ids alone, rows that were never published are deleted', async () => {
  await shop.record({ name: 'a', amount: 1 });
  await shop.database.run("UPDATE outbox SET token = ''");
  const producer = failingOver();
  const forgetting: Producer = {
    async send(records, mayBegin) {
      await producer.send(records, mayBegin);
      await shop.database.run("UPDATE outbox SET token = ''");
    },
    stop: () => producer.stop(),
  };
  await shop.relay({ instanceId: 'one', producer: forgetting }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await amounts()).toEqual([1]);
});
