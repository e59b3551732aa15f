import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { errorNumber } from './errors.ts';
import { parseAddress, type ServerAddress } from './server-address.ts';

const ACCESS_DENIED = 1045;
const TLS_REQUIRED = 3159;
const UNKNOWN_DATABASE = 1049;

/**
 * Creates the database that the address names when it is missing, in utf8mb4; one that is there needs no right to create
 * it. Throws RangeError when the address cannot be read, and an Error that says what to do when the server refuses.
 */
export async function ensureDatabase(url: string): Promise<void> {
  const address = parseAddress(url);
  const { database: name = '' } = address;
  if (!/^[A-Za-z0-9_$-]{1,64}$/.test(name)) throw new RangeError(`"${name}" is not the name of a database`);
  try {
    await on(address, (connection) => requireUtf8(connection, name));
  } catch (error) {
    if (errorNumber(error) !== UNKNOWN_DATABASE) throw explain(error, address);
    const { database: _, ...server } = address;
    await on(server, (connection) =>
      connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`),
    );
  }
}

async function on(address: ServerAddress, work: (connection: Connection) => Promise<unknown>): Promise<void> {
  const connection = await createConnection(address);
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
}

/** Tables take the character set of their database. */
async function requireUtf8(connection: Connection, name: string): Promise<void> {
  const [rows] = await connection.query<({ readonly charset: string } & RowDataPacket)[]>(
    'SELECT @@character_set_database AS charset',
  );
  const charset = rows[0]?.charset;
  if (charset !== 'utf8mb4')
    throw new Error(`the database ${name} is in ${charset}; ALTER DATABASE ${name} CHARACTER SET utf8mb4 mends it`);
}

/** Some servers that want TLS say no more than that access is denied. */
function explain(error: unknown, { ssl }: ServerAddress): unknown {
  const number = errorNumber(error);
  if (!(error instanceof Error) || (number !== ACCESS_DENIED && number !== TLS_REQUIRED)) return error;
  const tls = ssl === undefined ? '; add ?ssl-mode=VERIFY_IDENTITY to MYSQL_URL if the server asks for TLS' : '';
  const who = number === ACCESS_DENIED ? '; see that user and password in MYSQL_URL are right' : '';
  return new Error(`${error.message.replace(/\.$/, '')}${who}${tls}`, { cause: error });
}
