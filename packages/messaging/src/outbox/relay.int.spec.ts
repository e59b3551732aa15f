import { eventually, gate, silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Added, type MessagingFixture, messagingFixture, record } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { createProducer } from '../producer/producer.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

const amounts = async () =>
  (await readTopic(shop.kafka, shop.topic)).map(({ value }): number => JSON.parse(String(value)).amount);

it('records nothing when the transaction rolls back', async () => {
  const rolledBack = shop.database.transaction(async (tx) => {
    await record(tx, shop.outbox, [{ name: 'a', amount: 1 }]);
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  expect(await shop.waiting()).toBe(0);
});

it('refuses an event that does not fit its schema before it is recorded', async () => {
  const wrong: Added = JSON.parse('{ "name": "a", "amount": "much" }');
  await expect(shop.record(wrong)).rejects.toThrow('name and amount are needed');
  expect(await shop.waiting()).toBe(0);
});

it('publishes the events of a key in order', async () => {
  for (let n = 1; n <= 50; n++) await shop.record({ name: 'a', amount: n });
  await shop.relay({ instanceId: 'one' }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await amounts()).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

it('does not lose the row of a slower transaction', async () => {
  const inserted = gate();
  const release = gate();
  await shop.relay({ instanceId: 'one' }).start();
  const slow = shop.otherDatabase().transaction(async (tx) => {
    await record(tx, shop.newOutbox(), [{ name: 'slow', amount: 1 }]);
    inserted.open();
    await release.passed;
  });
  await inserted.passed;
  await shop.record({ name: 'fast', amount: 2 });
  await eventually(async () => expect(await amounts()).toEqual([2]));
  release.open();
  await slow;
  await eventually(async () => expect((await amounts()).sort()).toEqual([1, 2]));
  await eventually(async () => expect(await shop.waiting()).toBe(0));
});

it('repeats, in order, what was acknowledged but not yet deleted when a relay died; another takes over', async () => {
  const sent = gate();
  const buried = gate();
  const real = createProducer({ kafka: shop.kafka, logger: silentLogger(), lingerMs: 0 });
  for (let n = 1; n <= 5; n++) await shop.record({ name: 'a', amount: n });
  const dying = shop.relay({
    instanceId: 'dying',
    leaseMs: 8_000,
    producer: {
      async send(records) {
        await real.send(records);
        sent.open();
        await buried.passed;
        throw new Error('killed between acknowledgement and delete');
      },
      stop: () => real.stop(),
    },
  });
  await dying.start();
  await sent.passed;
  // Its leases and its membership end; nothing was deleted.
  await shop.database.run('UPDATE outbox_lease SET expires_at = NOW(3)');
  await shop.database.run('DELETE FROM outbox_relay');
  await shop.relay({ instanceId: 'heir' }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await amounts()).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
  buried.open();
});

it('shares the buckets between two relays', async () => {
  await shop.relay({ instanceId: 'one', leaseMs: 9_000 }).start();
  await shop.relay({ instanceId: 'two', leaseMs: 9_000 }).start();
  await eventually(async () => {
    const rows = await shop.database.rows<{ owner: string; n: number }>(
      'SELECT owner, COUNT(*) AS n FROM outbox_lease WHERE expires_at > NOW(3) GROUP BY owner ORDER BY owner',
    );
    expect(rows.map(({ owner, n }) => [owner, n])).toEqual([
      ['one', 4],
      ['two', 4],
    ]);
  });
});
