import { gate } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Added, added, addUp, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import type { Batch } from './batch.ts';
import { FencedOff } from './batch.ts';
import { createMysqlProgress } from './mysql-progress.ts';
import type { Step } from './progress.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

const batch: Batch<Added> = {
  topic: 't',
  partition: 0,
  records: [
    {
      definition: added,
      key: 'a',
      data: { name: 'a', amount: 5 },
      metadata: { id: '1', type: added.type, source: 's', time: 'now', subject: 'a', sequence: 1 },
      offset: 0n,
      timestamp: 0,
    },
  ],
};
const letter = { topic: 't.g.dlq', key: 'a', type: 'dead-letter', headers: {}, payload: null };
const step: Step<Added> = { batch, deadLetters: [letter], from: 0n, to: 1n };

const progressOf = (handle = addUp) =>
  createMysqlProgress({ database: shop.otherDatabase(), outbox: shop.newOutbox(), group: 'g', handle });

it('begins at 0, and goes on where it was', async () => {
  const progress = progressOf();
  expect(await progress.load('t', 0)).toBe(0n);
  await progress.apply(step);
  expect(await progress.load('t', 0)).toBe(1n);
});

it('fences the second of two members off while the first is at work: one effect, one dead letter', async () => {
  const reached = gate();
  const release = gate();
  const owner = progressOf(async (records, tx) => {
    await addUp(records, tx);
    reached.open();
    await release.passed;
  });
  const zombie = progressOf();
  await owner.load('t', 0);
  const first = owner.apply(step);
  await reached.passed;
  const second = zombie.apply(step);
  release.open();
  // Both at once: the second may end before the first's answer has come back.
  const [, fenced] = await Promise.allSettled([first, second]);
  expect(fenced).toMatchObject({ status: 'rejected', reason: expect.any(FencedOff) });
  await first;
  expect([await shop.tally(), await shop.waiting()]).toEqual([{ a: [5, 1] }, 1]);
});

it('control: the same two members without the fence have two effects', async () => {
  const members = [shop.otherDatabase(), shop.otherDatabase()];
  await Promise.all(members.map((database) => database.transaction((tx) => addUp(batch, tx))));
  expect(await shop.tally()).toEqual({ a: [10, 2] });
});

it('keeps nothing of a step that fails: no effect, no dead letter, no offset', async () => {
  const progress = progressOf(async (records, tx) => {
    await addUp(records, tx);
    throw new Error('no');
  });
  await progress.load('t', 0);
  await expect(progress.apply(step)).rejects.toThrow('no');
  expect([await shop.tally(), await shop.waiting(), await progress.load('t', 0)]).toEqual([{}, 0, 0n]);
});

it('moves partitions together, or none of them when one has been moved by another member', async () => {
  const database = shop.otherDatabase();
  const progress = createMysqlProgress({
    database,
    outbox: shop.newOutbox(),
    group: 'g',
    handle: addUp,
    handleTogether: async (batches, tx) => {
      for (const one of batches) await addUp(one, tx);
    },
  });
  const other: Step<Added> = { batch: { ...batch, partition: 1 }, deadLetters: [], from: 0n, to: 4n };
  for (const partition of [0, 1]) await progress.load('t', partition);
  await progress.applyTogether?.([other, step]);
  const offsets = () => Promise.all([progress.load('t', 0), progress.load('t', 1)]);
  expect([await shop.tally(), await shop.waiting(), await offsets()]).toEqual([{ a: [10, 2] }, 1, [1n, 4n]]);

  await expect(progress.applyTogether?.([{ ...other, from: 4n, to: 5n }, step])).rejects.toThrow(FencedOff);
  expect([await shop.tally(), await shop.waiting(), await offsets()]).toEqual([{ a: [10, 2] }, 1, [1n, 4n]]);
});
