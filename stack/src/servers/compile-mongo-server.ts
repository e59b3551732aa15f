import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { makeDirectoryOnce } from '../make-directory-once.ts';
import { runTool } from '../process/run-tool.ts';
import { type StackPaths, stackPackage } from '../stack-paths.ts';
import type { Environment } from '../stack-types.ts';
import type { ServerLibrary } from './server.ts';

const sources = join(stackPackage, 'mongo');

/** The oldest Java that is accepted: what one JDK has compiled runs with every other. */
const RELEASE = '17';

/** Where the classes of the server are; sources that have changed, and other libraries, have another place. */
export function mongoServerClasses(paths: StackPaths, library: Pick<ServerLibrary, 'classPath'>): string {
  const hash = createHash('sha256').update(RELEASE).update(library.classPath);
  for (const file of sourceFiles()) hash.update(readFileSync(file));
  return join(paths.serverDirectory('mongodb'), `classes-${hash.digest('hex').slice(0, 12)}`);
}

/** Compiles the server, once for each state of its sources and of the libraries. */
export async function compileMongoServer(
  paths: StackPaths,
  library: Pick<ServerLibrary, 'java' | 'classPath'>,
  env: Environment,
): Promise<void> {
  await makeDirectoryOnce(mongoServerClasses(paths, library), async (draft) => {
    const jars = dirname(library.classPath);
    // Java's launcher compiles by itself a program of one file only. The compiler is a module of every JDK; it takes no `*`.
    const classPath = (await readdir(jars)).map((name) => join(jars, name)).join(delimiter);
    const compiler = ['-m', 'jdk.compiler/com.sun.tools.javac.Main', '-nowarn', '--release', RELEASE];
    const args = [...compiler, '-cp', classPath, '-d', draft, ...sourceFiles()];
    await runTool('Compiling the MongoDB-protocol server', library.java, args, { env });
  });
}

function sourceFiles(): readonly string[] {
  return readdirSync(sources)
    .filter((name) => name.endsWith('.java'))
    .sort()
    .map((name) => join(sources, name));
}
