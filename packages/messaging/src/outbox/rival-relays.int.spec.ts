import { eventually, gate, seededRandom, silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { createProducer, type Producer } from '../producer/producer.ts';
import type { ProducerRecord } from '../producer/producer-record.ts';

let shop: MessagingFixture;
const producers: Producer[] = [];
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(async () => {
  await shop.drop();
  await Promise.all(producers.splice(0).map((producer) => producer.stop()));
});

function realProducer(): Producer {
  const producer = createProducer({ kafka: shop.kafka, logger: silentLogger(), lingerMs: 0 });
  producers.push(producer);
  return producer;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** Amounts of each name, as they lie on the topic. */
async function published(): Promise<Record<string, number[]>> {
  const amounts: Record<string, number[]> = {};
  for (const { value } of await readTopic(shop.kafka, shop.topic)) {
    const { name, amount }: { name: string; amount: number } = JSON.parse(String(value));
    amounts[name] = [...(amounts[name] ?? []), amount];
  }
  return amounts;
}
/** In the order of their first appearances. */
const firsts = (amounts: readonly number[]) => [...new Set(amounts)];
const drained = () => eventually(async () => expect(await shop.waiting()).toBe(0), { timeoutMs: 20_000 });

/** A relay that stands still in the middle of a send, while an heir publishes everything and what comes after it. */
async function resumeAfterTakeover(asks: boolean): Promise<number[]> {
  const [paused, resumed, ended] = [gate(), gate(), gate()];
  const real = realProducer();
  for (const amount of numbers(1, 10)) await shop.record({ name: 'a', amount });
  const stalling = {
    async send(records: readonly ProducerRecord[], mayBegin?: () => void) {
      await real.send(records.slice(0, 5), mayBegin);
      paused.open();
      await resumed.passed;
      await real.send(records.slice(5), asks ? mayBegin : undefined).finally(ended.open);
    },
    stop: async () => undefined,
  };
  await shop.relay({ instanceId: 'stalling', leaseMs: 3_000, producer: stalling }).start();
  await paused.passed;
  await shop.relay({ instanceId: 'heir', leaseMs: 3_000 }).start();
  await drained();
  await shop.record({ name: 'a', amount: 11 });
  await drained();
  resumed.open();
  await ended.passed;
  return (await published()).a ?? [];
}

it('sends nothing more of what it had begun when its lease has ended meanwhile', async () => {
  expect(await resumeAfterTakeover(true)).toEqual([...numbers(1, 5), ...numbers(1, 10), 11]);
});

it('control: without asking for its lease before each batch, old events come again after new ones', async () => {
  const amounts = await resumeAfterTakeover(false);
  expect(amounts).toEqual([...numbers(1, 5), ...numbers(1, 10), 11, ...numbers(6, 10)]);
  expect(firsts(amounts)).toEqual(numbers(1, 11));
});

it('lets no event of a key appear before an earlier one, though both relays believe to hold its bucket and sends fail', async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const random = seededRandom(seed);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const sends: Record<string, number> = {};
  const faulty = (owner: string): Producer => {
    const real = realProducer();
    return {
      async send(records, mayBegin) {
        sends[owner] = (sends[owner] ?? 0) + 1;
        if (random() < 0.2) throw new Error('refused');
        await real.send(records.slice(0, Math.ceil(records.length * random())), mayBegin);
        if (random() < 0.2) throw new Error('the acknowledgement was lost');
        await real.send(records, mayBegin);
      },
      stop: async () => undefined,
    };
  };
  for (const owner of ['one', 'two']) {
    await shop.relay({ instanceId: owner, leaseMs: 3_000, producer: faulty(owner) }).start();
  }
  for (const amount of numbers(1, 100)) {
    await shop.record(...names.map((name) => ({ name, amount })));
    // The new holder learns of it when it next looks; the old one goes on until it does.
    await shop.database.run(
      `UPDATE outbox_lease SET owner = IF(owner = 'one', 'two', 'one'), expires_at = NOW(3) + INTERVAL 3 SECOND
       WHERE bucket % 3 = ?`,
      [amount % 3],
    );
  }
  await drained();
  const amounts = await published();
  expect(Object.keys(sends).sort(), `seed ${seed}`).toEqual(['one', 'two']);
  for (const name of names) expect(firsts(amounts[name] ?? []), `${name}, seed ${seed}`).toEqual(numbers(1, 100));
});

it('control: relays that skip what another one has locked publish a later event of a key first', async () => {
  for (const amount of numbers(1, 2)) await shop.record({ name: 'a', amount });
  const real = realProducer();
  const [locked, release] = [gate(), gate()];
  const publishOne = async (beforeSend: () => Promise<void>) =>
    shop.database.transaction(async (tx) => {
      const [row] = await tx.rows<{ id: number; payload: Buffer }>(
        'SELECT id, payload FROM outbox ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED',
      );
      await beforeSend();
      await real.send([{ topic: shop.topic, key: 'a', value: row?.payload ?? null, headers: {} }]);
      await tx.run('DELETE FROM outbox WHERE id = ?', [row?.id]);
    });
  const slow = publishOne(async () => {
    locked.open();
    await release.passed;
  });
  await locked.passed;
  await publishOne(async () => undefined);
  release.open();
  await slow;
  expect((await published()).a).toEqual([2, 1]);
});
