import { gate, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NoConnection } from './acquire.ts';
import { createDatabase, type Database } from './database.ts';
import { isCheckViolation, isDuplicateKey, isRetryable, isStoreAtFault, isTransient } from './errors.ts';

let server: TestDatabase;
beforeEach(async () => {
  server = await testDatabase();
  await server.database.run(
    'CREATE TABLE box (id INT PRIMARY KEY, n INT UNSIGNED NOT NULL, CONSTRAINT small CHECK (n < 10))',
  );
  await server.database.run('INSERT INTO box VALUES (1, 0)');
});
afterEach(() => server.drop());

async function failure(work: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome.status === 'rejected' ? outcome.reason : undefined;
}

/** The error as the server itself sends it. */
const signalled = (state: string, number: number) =>
  failure(server.database.run(`SIGNAL SQLSTATE '${state}' SET MYSQL_ERRNO = ${number}, MESSAGE_TEXT = 'told to'`));

const kinds = (error: unknown) => ({
  duplicate: isDuplicateKey(error),
  check: isCheckViolation(error),
  retryable: isRetryable(error),
  transient: isTransient(error),
});
const NONE = { duplicate: false, check: false, retryable: false, transient: false };

it.each([
  ['a key that is there', 'INSERT INTO box VALUES (1, 0)', { ...NONE, duplicate: true }],
  ['a CHECK', 'UPDATE box SET n = 10', { ...NONE, check: true }],
  ['an unsigned column below zero', 'UPDATE box SET n = n - 1', { ...NONE, check: true }],
  ['a wrong statement', 'SELECT nothing FROM box', NONE],
])('knows %s', async (_name, statement, expected) => {
  expect(kinds(await failure(server.database.run(statement)))).toEqual(expected);
});

it.each([
  ['the time limit of a statement on MariaDB', '70100', 1969],
  ['the time limit of a statement on MySQL', 'HY000', 3024],
  ['a full disk', 'HY000', 1021],
  ['a full table', 'HY000', 1114],
  ['a storage engine that fails', 'HY000', 1030],
  ['group replication that refuses', 'HY000', 3100],
  ['group replication that cannot commit', 'HY000', 3101],
  ['Galera without a quorum', '08S01', 1047],
  ['a server with an option that forbids it', 'HY000', 1290],
  ['a server that only reads', 'HY000', 1836],
  ['a user with too many connections', '42000', 1226],
  ['something that nobody here has met', 'HY000', 45_678],
])('holds the server at fault for %s', async (_name, state, number) => {
  const error = await signalled(state, number);
  expect([isTransient(error), isStoreAtFault(error)]).toEqual([true, true]);
});

it.each([
  ['a duplicate key', '23000', 1062],
  ['a text that is too long', '22001', 1406],
  ['a value of another type on MySQL', 'HY000', 1366],
  ['a value of another type on MariaDB', '22007', 1366],
  ['a CHECK on MySQL', 'HY000', 3819],
  ['a CHECK on MariaDB', '23000', 4025],
  ['a packet that is too large', '08S01', 1153],
  ['a statement that cannot be read', '42000', 1064],
])('holds the statement at fault for %s', async (_name, state, number) => {
  const error = await signalled(state, number);
  expect([isTransient(error), isStoreAtFault(error)]).toEqual([false, false]);
});

it('holds the server at fault, but not for a while, when rights or tables are missing', async () => {
  const error = await failure(server.database.run('SELECT * FROM nothing'));
  expect([isTransient(error), isStoreAtFault(error)]).toEqual([false, true]);
});

it('finds the driver error behind what was added to it', async () => {
  const cause = await failure(server.database.run('INSERT INTO box VALUES (1, 0)'));
  expect(kinds(new Error('the box could not be written', { cause }))).toEqual({ ...NONE, duplicate: true });
});

it('knows a lock that was waited for too long: worth another transaction', async () => {
  const held = gate();
  const release = gate();
  const holder = server.database.transaction(async (tx) => {
    await tx.run('UPDATE box SET n = 1');
    held.open();
    await release.passed;
  });
  await held.passed;
  const waiter = server.database.transaction(
    async (tx) => {
      await tx.run('SET SESSION innodb_lock_wait_timeout = 1');
      await tx.run('UPDATE box SET n = 2');
    },
    { retries: 0 },
  );
  expect(kinds(await failure(waiter))).toEqual({ ...NONE, retryable: true, transient: true });
  release.open();
  await holder;
});

async function withDatabase(database: Database, work: (database: Database) => Promise<void>): Promise<void> {
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

it('knows a server that is not there', async () => {
  await withDatabase(createDatabase({ url: 'mysql://root@127.0.0.1:1/none' }), async (away) => {
    for (const work of [away.ping(), away.transaction(async () => 1)]) {
      const error = await failure(work);
      expect(error).toBeInstanceOf(NoConnection);
      expect(kinds(error)).toEqual({ ...NONE, transient: true });
    }
  });
});

it('refuses callers beyond the queue at once, as a passing failure', async () => {
  await withDatabase(createDatabase({ url: server.url, connectionLimit: 1, queueLimit: 1 }), async (narrow) => {
    const release = gate();
    const holder = narrow.transaction(() => release.passed);
    const queued = narrow.ping();
    const error = await failure(narrow.ping());
    expect(kinds(error)).toEqual({ ...NONE, transient: true });
    release.open();
    await Promise.all([holder, queued]);
  });
});

it('knows a connection that was lost in the middle', async () => {
  const lost = server.database.transaction(async (tx) => {
    const [row] = await tx.rows<{ id: number }>('SELECT CONNECTION_ID() AS id');
    await server.database.run(`KILL ${row?.id}`);
    await tx.run('UPDATE box SET n = 1');
  });
  expect(kinds(await failure(lost))).toEqual({ ...NONE, transient: true });
});
