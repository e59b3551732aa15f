import { type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import { isTransient } from './errors.ts';

let server: TestDatabase;
beforeEach(async () => {
  server = await testDatabase();
});
afterEach(() => server.drop());

/** One connection only: a leaked one is noticed at once. */
const databaseAt = (skewMs: number) =>
  createDatabase({ url: server.url, connectionLimit: 1, now: () => new Date(Date.now() + skewMs) });

async function using<T>(database: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await database.close();
  }
}

it('goes by its own mode and time zone, whatever those of the server are', async () => {
  const { database } = server;
  const [before] = await database.rows<{ mode: string; zone: string }>(
    'SELECT @@GLOBAL.sql_mode AS mode, @@GLOBAL.time_zone AS zone',
  );
  try {
    await database.run(`SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES', GLOBAL time_zone = '+09:00'`);
    const fresh = databaseAt(0);
    const [row] = await using(fresh, () =>
      fresh.rows<{ mode: string }>('SELECT @@sql_mode AS mode, @@time_zone AS zone, NOW() = UTC_TIMESTAMP() AS utc'),
    );
    expect(row).toMatchObject({ zone: '+00:00', utc: 1 });
    expect(row?.mode.split(',').sort()).toEqual([
      'ERROR_FOR_DIVISION_BY_ZERO',
      'NO_ENGINE_SUBSTITUTION',
      'NO_ZERO_DATE',
      'NO_ZERO_IN_DATE',
      'ONLY_FULL_GROUP_BY',
      'STRICT_TRANS_TABLES',
    ]);
  } finally {
    await database.run('SET GLOBAL sql_mode = ?, GLOBAL time_zone = ?', [before?.mode, before?.zone]);
  }
});

it.each([
  [300_000, 'its clock is 300 s behind this computer'],
  [-300_000, 'its clock is 300 s ahead of this computer'],
])(
  'is refused by a server that is %d ms away, in one sentence, as often as it is asked for',
  async (skewMs, sentence) => {
    const database = databaseAt(skewMs);
    await using(database, async () => {
      for (const ask of [() => database.ping(), () => database.transaction((tx) => tx.rows('SELECT 1'))]) {
        const error: unknown = await ask().catch((reason: unknown) => reason);
        expect(error).toMatchObject({ name: 'NoConnection', message: expect.stringContaining(sentence) });
        expect(isTransient(error)).toBe(true);
      }
    });
  },
);

it.each([30_000, -30_000])('is had from a server that is %d ms away', async (skewMs) => {
  const database = databaseAt(skewMs);
  await using(database, () => database.ping());
});
