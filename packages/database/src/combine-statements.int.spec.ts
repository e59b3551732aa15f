import { setImmediate } from 'node:timers/promises';
import { eventually, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Sql } from './sql.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await testDatabase();
  await server.database.run('CREATE TABLE box (name VARCHAR(8) PRIMARY KEY, n INT NOT NULL)');
});
afterAll(() => server.drop());
beforeEach(async () => {
  await server.database.run('DELETE FROM box');
  await server.database.run("INSERT INTO box VALUES ('a', 0), ('b', 0)");
});

const names = (sql: Sql) => sql.rows<{ name: string }>('SELECT name FROM box ORDER BY name');
const add = (sql: Sql, name: string) => sql.run('UPDATE box SET n = n + 1 WHERE name = ?', [name]);

it('gives each of the statements of one turn its own result, in their order', async () => {
  const results = await server.database.transaction((tx) =>
    Promise.all([
      add(tx, 'a'),
      tx.rows('SELECT name, n FROM box ORDER BY name'),
      tx.run('INSERT INTO box VALUES ? -- the last words', [[['c', 1]]]),
      tx.rows('SELECT name FROM box WHERE n > 5'),
      names(tx),
    ]),
  );
  expect(results).toEqual([
    { affectedRows: 1, insertId: 0 },
    [
      { name: 'a', n: 1 },
      { name: 'b', n: 0 },
    ],
    { affectedRows: 1, insertId: 0 },
    [],
    [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  ]);
});

it('sends them in one packet with the beginning of the transaction', async () => {
  const packets: string[] = [];
  const connection = await server.database.pool.getConnection();
  const { query } = connection.connection;
  Reflect.set(connection.connection, 'query', (...args: Parameters<typeof query>) => {
    packets.push(String(args[0]));
    return query.apply(connection.connection, args);
  });
  connection.release();
  await server.database.transaction(async (tx) => {
    await Promise.all([add(tx, 'a'), add(tx, 'b')]);
    await add(tx, 'a');
  });
  Reflect.set(connection.connection, 'query', query);
  expect(packets.map((text) => text.split('\n; ').map((line) => line.slice(0, 6)))).toEqual([
    ['START ', 'UPDATE', 'UPDATE'],
    ['UPDATE'],
    ['COMMIT'],
  ]);
});

it('tells the server nothing when there was nothing to tell', async () => {
  expect(await server.database.transaction(async () => 'done')).toBe('done');
});

it('runs nothing after one that fails, and fails all of them with its error', async () => {
  let outcomes: PromiseSettledResult<unknown>[] = [];
  await server.database.transaction(async (tx) => {
    outcomes = await Promise.allSettled([add(tx, 'a'), tx.run("INSERT INTO box VALUES ('a', 9)"), add(tx, 'b')]);
    expect(await tx.rows('SELECT n FROM box ORDER BY name')).toEqual([{ n: 1 }, { n: 0 }]);
  });
  expect(outcomes).toMatchObject(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: { errno: 1062 } })));
});

it('lets nothing of a packet run outside the transaction that a deadlock has ended', async () => {
  const holding = Promise.withResolvers<void>();
  const rival = server.database.transaction(
    async (tx) => {
      // Heavier than the other one, so that it is not the victim.
      await tx.run("INSERT INTO box VALUES ('r', 0), ('s', 0), ('t', 0)");
      await add(tx, 'b');
      holding.resolve();
      await eventually(async () => {
        const [row] = await server.database.rows<{ n: number }>(
          "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE info LIKE 'UPDATE box%' AND db = DATABASE()",
        );
        expect(Number(row?.n)).toBe(1);
      });
      await add(tx, 'a');
    },
    { retries: 0 },
  );
  await holding.promise;
  const victim = server.database.transaction(
    async (tx) => {
      await add(tx, 'a');
      await Promise.all([add(tx, 'b'), tx.run("INSERT INTO box VALUES ('z', 0)")]);
    },
    { retries: 0 },
  );
  await expect(victim).rejects.toMatchObject({ errno: 1213 });
  await rival;
  expect((await names(server.database)).map(({ name }) => name)).toEqual(['a', 'b', 'r', 's', 't']);
});

it('sends nothing that still waits when the work has failed', async () => {
  let late: Promise<unknown> | undefined;
  const failing = server.database.transaction(async (tx) => {
    const underWay = add(tx, 'a');
    await setImmediate();
    late = Promise.all([underWay, expect(add(tx, 'b')).rejects.toThrow('The transaction has ended')]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await late;
  expect(await server.database.rows('SELECT n FROM box ORDER BY name')).toEqual([{ n: 0 }, { n: 0 }]);
});

it('parts what does not fit one packet', async () => {
  const text = 'x'.repeat(3_000_000);
  const lengths = await server.database.transaction((tx) =>
    Promise.all([1, 2, 3].map((n) => tx.rows('SELECT LENGTH(?) + ? AS length', [text, n]))),
  );
  expect(lengths.flat()).toEqual([1, 2, 3].map((n) => ({ length: 3_000_000 + n })));
});

it('runs nothing of the packets after one that fails', async () => {
  const text = 'x'.repeat(3_000_000);
  const insert = (tx: Sql, name: string) => tx.run('INSERT INTO box SELECT ?, LENGTH(?)', [name, text]);
  let outcomes: PromiseSettledResult<unknown>[] = [];
  await server.database.transaction(async (tx) => {
    outcomes = await Promise.allSettled([insert(tx, 'a'), insert(tx, 'z')]);
  });
  expect(outcomes).toMatchObject(Array.from({ length: 2 }, () => ({ status: 'rejected', reason: { errno: 1062 } })));
  expect((await names(server.database)).map(({ name }) => name)).toEqual(['a', 'b']);
});
