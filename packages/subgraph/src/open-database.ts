import { fileURLToPath } from 'node:url';
import { createDatabase, type Database, ensureDatabase, migrate } from '@rushgraph/database';
import { type MysqlConfig, startStep } from '@rushgraph/service';

interface DatabaseOwner {
  readonly service: string;
  readonly config: MysqlConfig;
}

/**
 * The service's own database in MySQL, created when it is missing and with its tables brought up to date from the folder
 * `migrations`. What is wrong with it ends the start with one sentence.
 */
export async function openDatabase({ service, config }: DatabaseOwner, migrations: URL): Promise<Database> {
  const { host } = new URL(config.MYSQL_URL);
  await startStep(`MySQL at ${host} cannot be used`, () => ensureDatabase(config.MYSQL_URL));
  const database = createDatabase({ url: config.MYSQL_URL, connectionLimit: config.MYSQL_CONNECTIONS });
  await startStep(`The tables at ${host} cannot be brought up to date`, () =>
    migrate(database, { folder: fileURLToPath(migrations), name: service }),
  );
  return database;
}
