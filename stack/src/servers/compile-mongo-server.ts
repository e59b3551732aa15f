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

/** Where the classes of the server are; sources that have changed have another place. */
export function mongoServerClasses(paths: StackPaths): string {
  const hash = createHash('sha256');
  for (const file of sourceFiles()) hash.update(readFileSync(file));
  return join(paths.serverDirectory('mongodb'), `classes-${hash.digest('hex').slice(0, 12)}`);
}

/** Compiles the server, once for each state of its sources. */
export async function compileMongoServer(paths: StackPaths, library: ServerLibrary, env: Environment): Promise<void> {
  await makeDirectoryOnce(mongoServerClasses(paths), async (draft) => {
    const jars = dirname(library.classPath);
    // Java's launcher compiles by itself a program of one file only. The compiler is a module of every JDK; it takes no `*`.
    const classPath = (await readdir(jars)).map((name) => join(jars, name)).join(delimiter);
    const compiler = ['-m', 'jdk.compiler/com.sun.tools.javac.Main', '-nowarn', '-cp', classPath, '-d', draft];
    await runTool('Compiling the MongoDB-protocol server', library.java, [...compiler, ...sourceFiles()], { env });
  });
}

function sourceFiles(): readonly string[] {
  return readdirSync(sources)
    .filter((name) => name.endsWith('.java'))
    .sort()
    .map((name) => join(sources, name));
}
