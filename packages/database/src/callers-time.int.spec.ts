import { CallerGone, forCaller } from '@rushgraph/concurrency';
import { type StoreProxy, startStoreProxy, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabase, type Database } from './database.ts';

let server: TestDatabase;
let proxy: StoreProxy;
let narrow: Database;
beforeEach(async () => {
  server = await testDatabase();
  await server.database.run('CREATE TABLE box (n INT NOT NULL)');
  const url = new URL(server.url);
  proxy = await startStoreProxy(Number(url.port));
  url.port = String(proxy.port);
  narrow = createDatabase({ url: url.href, connectionLimit: 1 });
  await narrow.ping();
});
afterEach(async () => {
  proxy.pass();
  await narrow.close();
  await proxy.stop();
  await server.drop();
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => error,
  );
const waits = (milliseconds: number) => ({ leftMs: () => milliseconds });
const boxes = () => server.database.rows('SELECT n FROM box');

it('has no statement and no transaction begun for a caller who has left', async () => {
  const failures = await forCaller(waits(0), () =>
    Promise.all([
      failure(narrow.rows('SELECT 1')),
      failure(narrow.run('INSERT INTO box VALUES (1)')),
      failure(narrow.transaction((tx) => tx.run('INSERT INTO box VALUES (2)'))),
    ]),
  );
  expect(failures.map((error) => error instanceof CallerGone)).toEqual([true, true, true]);
  expect(await boxes()).toEqual([]);
  expect(await narrow.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('waits for a server, and for a connection, no longer than the caller does', async () => {
  proxy.fallSilent();
  const failures = await forCaller(waits(200), () =>
    Promise.all([
      failure(narrow.rows('SELECT 1')),
      failure(narrow.transaction((tx) => tx.run('INSERT INTO box VALUES (1)'))),
    ]),
  );
  expect(failures.map((error) => error instanceof CallerGone)).toEqual([true, true]);
  proxy.pass();
  // The connection is free again, and whoever gave up has not begun.
  expect(await narrow.rows('SELECT n FROM box')).toEqual([]);
});

it('ends a transaction that it has begun, whoever leaves meanwhile', async () => {
  let left = 60_000;
  await forCaller({ leftMs: () => left }, () =>
    narrow.transaction(async (tx) => {
      await tx.run('INSERT INTO box VALUES (1)');
      left = 0;
      await tx.run('INSERT INTO box VALUES (2)');
    }),
  );
  expect(await boxes()).toEqual([{ n: 1 }, { n: 2 }]);
});
