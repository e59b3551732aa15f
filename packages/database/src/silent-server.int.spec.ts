import { eventually, type StoreProxy, startStoreProxy, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import { isTransient } from './errors.ts';
import { NoAnswer } from './no-answer.ts';

const LIMIT_MS = 200;
let server: TestDatabase;
let proxy: StoreProxy;
/** One connection only: one that is not given up is noticed at once. */
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

it('is given up after the limit, as a passing failure, and its connection with it', async () => {
  const told: string[] = [];
  proxy.fallSilent();
  const error = await failure(
    narrow.transaction(
      async (tx) => {
        tx.onCommit(() => told.push('committed'));
        tx.onEnd(() => told.push('ended'));
        await tx.run('INSERT INTO box VALUES (1)');
      },
      { limitMs: LIMIT_MS },
    ),
  );
  expect([error instanceof NoAnswer, isTransient(error), told]).toEqual([true, true, ['ended']]);
  proxy.pass();
  await narrow.transaction((tx) => tx.run('INSERT INTO box VALUES (2)'), { limitMs: 10_000 });
  // The first one never came to its COMMIT, which the server finds out when it reads on.
  await eventually(async () => expect(await server.database.rows('SELECT n FROM box')).toEqual([{ n: 2 }]));
});

it('is given up for a statement of its own, and for a caller that waits for a connection', async () => {
  proxy.fallSilent();
  const ended = await Promise.all([1, 2].map(() => failure(narrow.within(LIMIT_MS).rows('SELECT 1'))));
  expect(ended.map((error) => error instanceof NoAnswer)).toEqual([true, true]);
  proxy.pass();
  expect(await narrow.within(10_000).rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('control: without a limit its connection is never given up', async () => {
  proxy.fallSilent();
  let hasEnded = false;
  const waiting = narrow.ping().finally(() => {
    hasEnded = true;
  });
  expect(await failure(narrow.within(LIMIT_MS).rows('SELECT 1'))).toBeInstanceOf(NoAnswer);
  expect(hasEnded).toBe(false);
  proxy.pass();
  await waiting;
});
