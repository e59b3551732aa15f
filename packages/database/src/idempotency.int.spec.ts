import { join } from 'node:path';
import { gate, race, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type OnceKey, once, sweepIdempotencyKeys } from './idempotency.ts';
import type { Tx } from './transaction.ts';

const ITEM = 'ITEM00000000000000000000AA';
const key: OnceKey = {
  scope: 'restockItem',
  actor: 'ADMIN0000000000000000000AA',
  key: 'k-1',
  inputHash: 'a'.repeat(64),
  now: new Date('2026-01-01T00:00:00Z'),
};

let server: TestDatabase;
beforeEach(async () => {
  server = await testDatabase(join(import.meta.dirname, '../test/migrations'));
  await server.database.run('INSERT INTO stock VALUES (?, 0)', [ITEM]);
});
afterEach(() => server.drop());

const left = async () => (await server.database.rows<{ n: number }>('SELECT left_over AS n FROM stock'))[0]?.n;
const keys = async () => (await server.database.rows('SELECT 1 FROM idempotency_key')).length;

async function restock(tx: Tx, quantity: number) {
  await tx.run('UPDATE stock SET left_over = left_over + ? WHERE id = ?', [quantity, ITEM]);
  return { added: quantity };
}

function readAdded(kept: unknown): { added: number } {
  if (typeof kept === 'object' && kept !== null && 'added' in kept && typeof kept.added === 'number')
    return { added: kept.added };
  throw new Error('not what restock gave');
}

const readNothing = () => undefined;

it('does the work once, and repeats its first result', async () => {
  const ask = (quantity: number) =>
    server.database.transaction((tx) => once(tx, key, readAdded, () => restock(tx, quantity)));
  expect(await ask(5)).toEqual({ kind: 'done', result: { added: 5 }, replayed: false });
  expect(await ask(7)).toEqual({ kind: 'done', result: { added: 5 }, replayed: true });
  expect(await left()).toBe(5);
});

it('refuses the key for other input', async () => {
  await server.database.transaction((tx) => once(tx, key, readAdded, () => restock(tx, 5)));
  const other = { ...key, inputHash: 'b'.repeat(64) };
  const answer = await server.database.transaction((tx) => once(tx, other, readAdded, () => restock(tx, 5)));
  expect(answer).toEqual({ kind: 'reused' });
  expect(await left()).toBe(5);
});

it.each([
  ['another actor', { actor: 'ADMIN0000000000000000000AB' }],
  ['another mutation', { scope: 'cancelOrder' }],
  ['another case of the key', { key: 'K-1' }],
])('keeps %s apart', async (_name, difference) => {
  await server.database.transaction((tx) => once(tx, key, readAdded, () => restock(tx, 5)));
  const answer = await server.database.transaction((tx) =>
    once(tx, { ...key, ...difference }, readAdded, () => restock(tx, 5)),
  );
  expect(answer).toMatchObject({ replayed: false });
  expect(await left()).toBe(10);
});

it('forgets the key together with the effect when the work fails, so that it can be tried again', async () => {
  const failing = server.database.transaction((tx) =>
    once(tx, key, readAdded, async () => {
      await restock(tx, 5);
      throw new Error('no');
    }),
  );
  await expect(failing).rejects.toThrow('no');
  expect([await left(), await keys()]).toEqual([0, 0]);
  const again = await server.database.transaction((tx) => once(tx, key, readAdded, () => restock(tx, 5)));
  expect(again).toMatchObject({ replayed: false });
});

it('lets a rival wait for the first one, and then see its result', async () => {
  const taken = gate();
  const release = gate();
  const first = server.database.transaction((tx) =>
    once(tx, key, readAdded, async () => {
      taken.open();
      await release.passed;
      return restock(tx, 5);
    }),
  );
  await taken.passed;
  const rival = server.database.transaction((tx) => once(tx, key, readAdded, () => restock(tx, 7)));
  release.open();
  expect(await first).toMatchObject({ replayed: false });
  expect(await rival).toEqual({ kind: 'done', result: { added: 5 }, replayed: true });
  expect(await left()).toBe(5);
});

it('lets a waiting rival do the work when the first one fails', async () => {
  const taken = gate();
  const release = gate();
  const first = server.database.transaction((tx) =>
    once(tx, key, readAdded, async () => {
      taken.open();
      await release.passed;
      throw new Error('no');
    }),
  );
  await taken.passed;
  const rivals = race(5, () => server.database.transaction((tx) => once(tx, key, readAdded, () => restock(tx, 7))));
  release.open();
  await expect(first).rejects.toThrow('no');
  const outcomes = (await rivals).map((outcome) => outcome.status === 'fulfilled' && outcome.value);
  expect(outcomes.filter((outcome) => outcome && outcome.kind === 'done' && !outcome.replayed)).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome && outcome.kind === 'done' && outcome.replayed)).toHaveLength(4);
  expect(await left()).toBe(7);
});

it('holds in a crowd: 20 at once, one effect', async () => {
  const outcomes = await race(20, () =>
    server.database.transaction((tx) => once(tx, key, readAdded, () => restock(tx, 5))),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  expect([await left(), await keys()]).toEqual([5, 1]);
});

it('control: the same crowd without the key has 20 effects', async () => {
  await race(20, () => server.database.transaction((tx) => restock(tx, 5)));
  expect(await left()).toBe(100);
});

it('remembers work that has no result', async () => {
  let times = 0;
  const ask = () => server.database.transaction((tx) => once(tx, key, readNothing, async () => void times++));
  await ask();
  expect(await ask()).toEqual({ kind: 'done', result: undefined, replayed: true });
  expect(times).toBe(1);
});

it('is forgotten when it is old, some of them at a time, and young ones are kept', async () => {
  const at = (index: number) => new Date(key.now.getTime() + index);
  const rows = Array.from({ length: 1_200 }, (_, index) => [
    key.scope,
    key.actor,
    `k-${index}`,
    key.inputHash,
    at(index),
  ]);
  await server.database.run(
    'INSERT INTO idempotency_key (scope, actor, idempotency_key, input_hash, created_at) VALUES ?',
    [rows],
  );
  const swept = [];
  for (let n = 0; n < 4; n++) swept.push(await sweepIdempotencyKeys(server.database, at(1_100)));
  expect(swept).toEqual([500, 500, 100, 0]);
  expect(await keys()).toBe(100);
});
