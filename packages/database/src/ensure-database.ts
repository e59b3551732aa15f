import { createConnection } from 'mysql2/promise';

/** Creates the database that the address names when it is missing, in utf8mb4. */
export async function ensureDatabase(url: string): Promise<void> {
  const address = new URL(url);
  const name = decodeURIComponent(address.pathname.slice(1));
  if (!/^[A-Za-z0-9_$-]{1,64}$/.test(name)) throw new RangeError(`"${name}" is not the name of a database`);
  address.pathname = '/';
  const connection = await createConnection({ uri: address.href, connectTimeout: 5_000 });
  try {
    await connection.query(
      `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    );
  } finally {
    await connection.end();
  }
}
