import { testDatabase } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createDatabase } from './database.ts';
import { ensureDatabase } from './ensure-database.ts';

it('creates the database when it is missing, in utf8mb4, and leaves it alone when it is there', async () => {
  const { database, url, drop } = await testDatabase();
  await database.run('CREATE TABLE box (id INT PRIMARY KEY)');
  await ensureDatabase(url);
  expect(await database.rows('SHOW TABLES')).toHaveLength(1);
  expect(await database.rows('SELECT @@character_set_database AS cs, @@collation_database AS co')).toEqual([
    { cs: 'utf8mb4', co: 'utf8mb4_unicode_ci' },
  ]);
  await drop();
});

it.each(['mysql://root@127.0.0.1:1/', 'mysql://root@127.0.0.1:1/a%60b'])('refuses %s: no name', async (url) => {
  await expect(ensureDatabase(url)).rejects.toThrow('is not the name of a database');
});

/** A user with these rights on the database, and the address that this user comes by. */
async function userWith(rights: string, { database, url }: Awaited<ReturnType<typeof testDatabase>>) {
  const address = new URL(url);
  address.username = address.pathname.slice(1).slice(-32);
  address.password = 'a password';
  await database.run(`CREATE USER '${address.username}'@'%' IDENTIFIED BY ?`, ['a password']);
  await database.run(`GRANT ${rights} ON \`${address.pathname.slice(1)}\`.* TO '${address.username}'@'%'`);
  return { address, drop: () => database.run(`DROP USER '${address.username}'@'%'`) };
}

it('lets a user who may not create databases use one that is there', async () => {
  const given = await testDatabase();
  const user = await userWith('SELECT', given);
  await ensureDatabase(user.address.href);
  const database = createDatabase({ url: user.address.href, connectionLimit: 1 });
  expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await database.close();
  await user.drop();
  await given.drop();
});

it('says what to look at when the server denies access', async () => {
  const given = await testDatabase();
  const user = await userWith('SELECT', given);
  user.address.password = 'another one';
  await expect(ensureDatabase(user.address.href)).rejects.toThrow(
    'see that user and password in MYSQL_URL are right; add ?ssl-mode=VERIFY_IDENTITY to MYSQL_URL if the server asks for TLS',
  );
  await user.drop();
  await given.drop();
});

it('refuses a database in which names of most languages could not be kept', async () => {
  const { database, url, drop } = await testDatabase();
  await database.run(`ALTER DATABASE \`${new URL(url).pathname.slice(1)}\` CHARACTER SET latin1`);
  await expect(ensureDatabase(url)).rejects.toThrow('is in latin1; ALTER DATABASE');
  await drop();
});

it('does not fall back to a connection in the clear when TLS cannot be had', async () => {
  const { database, url, drop } = await testDatabase();
  const offers = await database.rows<{ Value: string }>("SHOW VARIABLES LIKE 'have_ssl'");
  if (offers[0]?.Value === 'DISABLED') {
    await expect(ensureDatabase(`${url}?ssl-mode=REQUIRED`)).rejects.toThrow(
      'Server does not support secure connection',
    );
  }
  await drop();
});
