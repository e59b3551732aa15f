import { eventually } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MessagingFixture, messagingFixture, record } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import type { Outbox } from './outbox.ts';
import type { OutgoingRecord } from './outgoing-record.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

const NAMES = Array.from({ length: 40 }, (_, index) => `name ${index}`);
/** Two events of each name in one transaction. */
const recordTwice = (outbox: Outbox) =>
  shop.database.transaction((tx) =>
    record(
      tx,
      outbox,
      [1, 2].flatMap((amount) => NAMES.map((name) => ({ name, amount }))),
    ),
  );

/** The amounts of each name in the order of its partition. */
async function published(): Promise<Record<string, number[]>> {
  const amounts: Record<string, number[]> = {};
  for (const { value } of await readTopic(shop.kafka, shop.topic)) {
    const { name, amount }: { name: string; amount: number } = JSON.parse(String(value));
    amounts[name] = [...(amounts[name] ?? []), amount];
  }
  return amounts;
}

it('writes two rows, and publishes every event in order', async () => {
  const outbox = shop.newOutbox('batch');
  await recordTwice(outbox);
  expect(await shop.waiting()).toBe(2);
  await shop.relay({ instanceId: 'one', outbox }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await published()).toEqual(Object.fromEntries(NAMES.map((name) => [name, [1, 2]])));
});

it('publishes the batches of a process that has died, and those recorded here, in one order', async () => {
  await recordTwice(shop.newOutbox('batch'));
  const outbox = shop.newOutbox('batch');
  const relay = shop.relay({ instanceId: 'one', outbox });
  await recordTwice(outbox);
  await relay.start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await published()).toEqual(Object.fromEntries(NAMES.map((name) => [name, [1, 2, 1, 2]])));
});

it('keeps rows of their own for what is alone, or no text', async () => {
  const outbox = shop.newOutbox('batch');
  const raw = (payload: Buffer): OutgoingRecord => ({
    topic: 'test.tally.added.v1',
    key: 'a',
    type: 't',
    headers: {},
    payload,
  });
  await shop.database.transaction((tx) => record(tx, outbox, [{ name: 'a', amount: 1 }]));
  await shop.database.transaction((tx) => outbox.recordRaw(tx, [raw(Buffer.from([0, 255])), raw(Buffer.from([1]))]));
  const rows = await shop.database.rows<{ aggregatetype: string }>('SELECT aggregatetype FROM outbox');
  expect(rows.map(({ aggregatetype }) => aggregatetype)).toEqual(Array(3).fill('test.tally.added.v1'));
});

it('remembers nothing of a transaction that was rolled back', async () => {
  const outbox = shop.newOutbox('batch');
  const relay = shop.relay({ instanceId: 'one', outbox });
  await relay.start();
  const failing = shop.database.transaction(async (tx) => {
    await record(
      tx,
      outbox,
      NAMES.map((name) => ({ name, amount: 9 })),
    );
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await recordTwice(outbox);
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await published()).toEqual(Object.fromEntries(NAMES.map((name) => [name, [1, 2]])));
});
