import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { makeDirectoryOnce } from '../make-directory-once.ts';
import { withPlainPaths } from '../plain-paths.ts';
import { runTool } from '../process/run-tool.ts';
import type { StackPaths } from '../stack-paths.ts';
import type { Server, ServerContext } from './server.ts';

const PROGRAM = 'mariadbd';

/** MariaDB stands in for MySQL; both must work. */
export const mysql: Server = {
  name: 'mysql',
  title: 'MariaDB 11.4 (for MySQL)',
  marker: (paths) => `${PROGRAM} --defaults-file=${configFile(paths)}`,
  async prepare(context) {
    const { paths, library } = context;
    await mkdir(paths.serverDirectory('mysql'), { recursive: true });
    await makeDirectoryOnce(paths.data('mysql'), async (draft) => {
      await withPlainPaths({ base: library.mariadb, data: draft }, async ({ base, data }) => {
        const options = ['--no-defaults', `--basedir=${base}`, `--datadir=${data}`, '--skip-test-db'];
        await runTool(
          'Preparing the data of MariaDB',
          join(base, 'scripts', 'mariadb-install-db'),
          [...options, '--auth-root-authentication-method=normal', ...asRoot()],
          { env: context.env },
        );
      });
    });
    await writeFile(configFile(paths), renderMysqlConfig(context));
  },
  command: ({ paths, library, env }) => ({
    program: join(library.mariadb, 'bin', PROGRAM),
    args: [`--defaults-file=${configFile(paths)}`, ...asRoot()],
    cwd: paths.serverDirectory('mysql'),
    env,
  }),
  async probe(port, password) {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: 'root',
      password,
      connectTimeout: 2_000,
    });
    try {
      await connection.query('SELECT 1');
    } finally {
      connection.destroy();
    }
  },
};

/** my.cnf: a commit is on disk before it is answered, as in production; TLS is off because its keys cost 9 s at the first start. */
export function renderMysqlConfig({
  paths,
  ports,
  library,
}: Pick<ServerContext, 'paths' | 'ports' | 'library'>): string {
  return `[mariadbd]
basedir=${library.mariadb}
datadir=${paths.data('mysql')}
socket=${paths.mysqlSocket}
pid-file=${join(paths.serverDirectory('mysql'), 'mariadbd.pid')}
bind-address=127.0.0.1
port=${ports.mysql}
skip-ssl
skip-name-resolve
character-set-server=utf8mb4
collation-server=utf8mb4_unicode_ci
default-time-zone=+00:00
# The strictness of MySQL 8.4.
sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION
max-connections=500
max-allowed-packet=64M
innodb-buffer-pool-size=512M
innodb-flush-log-at-trx-commit=1
`;
}

function configFile(paths: StackPaths): string {
  return join(paths.serverDirectory('mysql'), 'my.cnf');
}

/** The server refuses to run as root unless told so by name. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}
