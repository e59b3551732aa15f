import { barrier, eventually, race, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import { isRetryable, TryAgain } from './errors.ts';
import type { Sql } from './sql.ts';
import type { TransactionOptions, Tx } from './transaction.ts';

let server: TestDatabase;
/** One connection only: a leaked one is noticed at once. */
let narrow: Database;

beforeEach(async () => {
  server = await testDatabase();
  narrow = createDatabase({ url: server.url, connectionLimit: 1 });
  await server.database.run('CREATE TABLE box (name VARCHAR(8) PRIMARY KEY, n INT NOT NULL)');
  await server.database.run('INSERT INTO box VALUES ?', [
    [
      ['a', 0],
      ['b', 0],
    ],
  ]);
});
afterEach(async () => {
  await narrow.close();
  await server.drop();
});

const read = async (sql: Sql, name: string) =>
  (await sql.rows<{ n: number }>('SELECT n FROM box WHERE name = ?', [name]))[0]?.n;
const add = (sql: Sql, name: string) => sql.run('UPDATE box SET n = n + 1 WHERE name = ?', [name]);
const connectionId = async (sql: Sql) => (await sql.rows<{ id: number }>('SELECT CONNECTION_ID() AS id'))[0]?.id;

async function kill(id: number | undefined): Promise<void> {
  await server.database.run(`KILL ${id}`);
  await eventually(async () => {
    const alive = await server.database.rows('SELECT 1 FROM information_schema.processlist WHERE id = ?', [id]);
    expect(alive).toEqual([]);
  });
}

it('keeps what was done, and gives the result', async () => {
  const result = await narrow.transaction(async (tx) => {
    await add(tx, 'a');
    return 'done';
  });
  expect([result, await read(narrow, 'a')]).toEqual(['done', 1]);
});

it('undoes everything when the work throws, and passes on that very error', async () => {
  const error = new Error('no');
  const undone = narrow.transaction(async (tx) => {
    await add(tx, 'a');
    throw error;
  });
  await expect(undone).rejects.toBe(error);
  expect(await read(narrow, 'a')).toBe(0);
});

it('sees what others commit meanwhile: READ COMMITTED', async () => {
  await narrow.transaction(async (tx) => {
    expect(await read(tx, 'a')).toBe(0);
    await add(server.database, 'a');
    expect(await read(tx, 'a')).toBe(1);
  });
});

it('runs hooks after the commit, in order, and none after a rollback', async () => {
  const told: unknown[] = [];
  await narrow.transaction(async (tx) => {
    tx.onCommit(() => told.push('first'));
    tx.onCommit(() => told.push('second'));
    expect(told).toEqual([]);
  });
  const undone = narrow.transaction(async (tx) => {
    tx.onCommit(() => told.push('never'));
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(told).toEqual(['first', 'second']);
});

it('tells its end after the commit and after each rollback, and at once when it is over', async () => {
  const told: unknown[] = [];
  let kept: Tx | undefined;
  const result = await narrow.transaction(async (tx) => {
    kept = tx;
    const attempt = told.length;
    tx.onEnd(() => told.push(attempt));
    await add(tx, 'a');
    if (attempt < 2) throw new TryAgain('once more');
    tx.onCommit(() => told.push('committed'));
    return attempt;
  });
  expect([result, told, await read(narrow, 'a')]).toEqual([2, [0, 1, 'committed', 2], 1]);
  kept?.onEnd(() => told.push('late'));
  expect(told.at(-1)).toBe('late');
});

it('tells its end also when the connection is lost', async () => {
  const told: unknown[] = [];
  const undone = narrow.transaction(async (tx) => {
    tx.onEnd(() => told.push('ended'));
    await kill(await connectionId(tx));
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(told).toEqual(['ended']);
});

it('stands although a hook throws', async () => {
  const told: unknown[] = [];
  const result = await narrow.transaction(async (tx) => {
    await add(tx, 'a');
    tx.onCommit(() => {
      throw new Error('a faulty hook');
    });
    tx.onCommit(() => told.push('the next one'));
    return 'done';
  });
  expect([result, told, await read(narrow, 'a')]).toEqual(['done', ['the next one'], 1]);
});

/** Each transaction holds one row before either asks for the other's: one of them must be the victim. */
function deadlock(options?: TransactionOptions) {
  const both = barrier(2);
  return race(2, (index) =>
    server.database.transaction(async (tx) => {
      const [mine, other] = index === 0 ? ['a', 'b'] : ['b', 'a'];
      await add(tx, mine);
      await both.arrive();
      await add(tx, other);
    }, options),
  );
}

it('does the work of a deadlock victim again, in a fresh transaction', async () => {
  expect((await deadlock()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  expect([await read(narrow, 'a'), await read(narrow, 'b')]).toEqual([2, 2]);
});

it('control: without retries a deadlock victim fails', async () => {
  const failures = (await deadlock({ retries: 0 })).filter((outcome) => outcome.status === 'rejected');
  expect(failures.map(({ reason }) => isRetryable(reason))).toEqual([true]);
});

it('sends a statement of its own again that was the victim of a deadlock', async () => {
  const others = Array.from({ length: 20 }, (_, index) => [`c${index}`, 0]);
  await server.database.run('INSERT INTO box VALUES ?', [others]);
  const both = "UPDATE box SET n = n + 1 WHERE name IN ('a', 'b') ORDER BY name DESC";
  let statement: Promise<unknown> | undefined;
  await server.database.transaction(
    async (tx) => {
      // More than the statement has done: the server chooses whoever has done less.
      await tx.run("UPDATE box SET n = n + 10 WHERE name <> 'b'");
      statement = server.database.run(both);
      const waiting = "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_query = ?";
      // The server reads its transactions anew only when nobody has asked for them for 100 ms.
      await eventually(async () => expect(await narrow.rows(waiting, [both])).toHaveLength(1), { everyMs: 200 });
      await add(tx, 'b');
    },
    { retries: 0 },
  );
  expect(await statement).toMatchObject({ affectedRows: 2 });
  expect([await read(narrow, 'a'), await read(narrow, 'b')]).toEqual([11, 2]);
});

it('does work again only for the errors that a fresh transaction can cure', async () => {
  let times = 0;
  const failing = narrow.transaction(async (tx) => {
    times++;
    await tx.run("INSERT INTO box VALUES ('a', 0)");
  });
  await expect(failing).rejects.toMatchObject({ errno: 1062 });
  expect(times).toBe(1);
});

it('tells why the work failed, not that the rollback failed too, and replaces the connection', async () => {
  const work = narrow.transaction(async (tx) => {
    await add(tx, 'a');
    await kill(await connectionId(tx));
    throw new Error('the first reason');
  });
  await expect(work).rejects.toThrow('the first reason');
  expect(await read(narrow, 'a')).toBe(0);
});

it('does not give back a connection that cannot even begin', async () => {
  const connection = await narrow.pool.getConnection();
  // A connection in such a state cannot be had from a healthy server: its next command is refused here.
  Reflect.set(connection.connection, 'query', (...args: unknown[]) => {
    const done = args.at(-1);
    if (typeof done === 'function') done(new Error('begin refused'));
  });
  connection.release();
  await expect(narrow.transaction((tx) => read(tx, 'a'))).rejects.toThrow('begin refused');
  expect(await narrow.transaction((tx) => read(tx, 'a'))).toBe(0);
});

it('refuses statements after its end', async () => {
  let kept: Tx | undefined;
  await narrow.transaction(async (tx) => {
    kept = tx;
  });
  await expect(kept?.run('UPDATE box SET n = 99')).rejects.toThrow('The transaction has ended');
  expect(await read(narrow, 'a')).toBe(0);
});
