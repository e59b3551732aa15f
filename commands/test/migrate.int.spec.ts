import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testDatabase } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { root } from '../src/tools/root.ts';

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, [join(root, 'commands/src/migrate.ts'), ...args], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
  });

it('makes the tables of a service, and finds nothing to do the next time', async () => {
  const { url, database, drop } = await testDatabase();
  const applied = () => database.rows('SELECT id FROM __drizzle_migrations');
  const told = { stdout: `The tables of order at ${new URL(url).host} are up to date.\n`, stderr: '' };
  expect(await run(['order'], { ORDER_MYSQL_URL: url })).toEqual(told);
  const once = await applied();
  expect(once.length).toBeGreaterThan(0);
  expect(await run(['order'], { ORDER_MYSQL_URL: url })).toEqual(told);
  expect(await applied()).toEqual(once);
  await drop();
});

it.each([
  [[], 'Say whose tables: npm run migrate -- order. There are user, item, order, coupon.\n'],
  [['mypage'], '"mypage" has no tables in MySQL; choose from user, item, order, coupon.\n'],
])('says what it needs: %j', async (args, stderr) => {
  await expect(run(args)).rejects.toMatchObject({ code: 1, stderr });
});

it('says in one sentence that the server is away', async () => {
  const failing = run(['item'], { ITEM_MYSQL_URL: 'mysql://root@127.0.0.1:1/item' });
  await expect(failing).rejects.toMatchObject({
    code: 1,
    stderr:
      'The tables could not be brought up to date: MySQL at 127.0.0.1:1 cannot be used (connect ECONNREFUSED 127.0.0.1:1)\n',
  });
});
