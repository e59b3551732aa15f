import { race, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { migrationsFolder } from '../open-registry.ts';
import type { DescribedOperation } from './describe-operation.ts';
import { forgetUse, mostUsedTexts, recordUse, undescribedOf } from './record-use.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await testDatabase(migrationsFolder);
});
afterAll(() => server.drop());
beforeEach(async () => {
  for (const table of ['operation', 'operation_use']) await server.database.run(`DELETE FROM ${table}`);
});

const at = (time: string) => new Date(`2026-05-08T${time}:00.000Z`);
const described = (hash: string, changes: Partial<DescribedOperation> = {}): DescribedOperation => ({
  hash,
  name: hash,
  kind: 'query',
  coordinates: ['Query.me'],
  text: `{ ${hash} }`,
  ...changes,
});
const record = (hash: string, uses: number, time: string, fresh: readonly DescribedOperation[] = [], client = 'web') =>
  recordUse(server.database, { uses: [{ hash, client, uses }], fresh, at: at(time) });
const recorded = () => server.database.rows('SELECT * FROM operation_use ORDER BY hour, operation_hash, client');

it('adds up by hour, operation and client', async () => {
  await record('a', 2, '10:05', [described('a')]);
  await record('a', 3, '10:59');
  await record('a', 1, '10:59', [], 'phone');
  await record('a', 4, '11:00', [described('a', { text: 'another' })]);
  expect(await recorded()).toEqual([
    { hour: at('10:00'), operation_hash: 'a', client: 'phone', uses: 1 },
    { hour: at('10:00'), operation_hash: 'a', client: 'web', uses: 5 },
    { hour: at('11:00'), operation_hash: 'a', client: 'web', uses: 4 },
  ]);
  expect(await mostUsedTexts(server.database, at('10:00'), 10)).toEqual(['{ a }']);
});

it('loses nothing of many gateways that record the same operations at once', async () => {
  const names = ['c', 'a', 'b'];
  const settled = await race(24, (index) =>
    recordUse(server.database, {
      uses: names.map((hash) => ({ hash, client: 'web', uses: index })),
      fresh: names.map((hash) => described(hash)),
      at: at('10:00'),
    }),
  );
  expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(await recorded()).toMatchObject(names.sort().map((hash) => ({ operation_hash: hash, uses: 276 })));
  expect(await server.database.rows('SELECT hash FROM operation')).toHaveLength(3);
});

it('gives the texts that are used most, and none of subscriptions', async () => {
  for (const [hash, uses] of [
    ['rare', 1],
    ['often', 5],
    ['old', 9],
  ] as const)
    await record(hash, uses, hash === 'old' ? '09:00' : '10:00', [described(hash)]);
  await record('hidden', 50, '10:00', [described('hidden', { text: null })]);
  await record('live', 50, '10:00', [described('live', { kind: 'subscription' })]);
  expect(await mostUsedTexts(server.database, at('10:00'), 10)).toEqual(['{ often }', '{ rare }']);
  expect(await mostUsedTexts(server.database, at('10:00'), 1)).toEqual(['{ often }']);
});

it('forgets old uses, and operations that have no other', async () => {
  for (const hash of ['gone', 'kept', 'gone too']) await record(hash, 1, '09:00', [described(hash)]);
  await record('kept', 1, '10:00');
  expect(await forgetUse(server.database, at('10:00'), 2)).toBe(true);
  while (await forgetUse(server.database, at('10:00'), 2));
  expect(await recorded()).toMatchObject([{ hour: at('10:00'), operation_hash: 'kept' }]);
  expect(await server.database.rows('SELECT hash FROM operation')).toEqual([{ hash: 'kept' }]);
});

it('has no room for further operations once there are enough, and still knows those that are there', async () => {
  await record('known', 1, '10:00', [described('known')]);
  const asked = ['known', 'new'].map((hash) => described(hash));
  expect(await undescribedOf(server.database, asked, 3)).toEqual([]);
  expect(await undescribedOf(server.database, asked, 1)).toEqual([described('new')]);
});
