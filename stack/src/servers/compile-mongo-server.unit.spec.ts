import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stackPaths } from '../stack-paths.ts';
import { compileMongoServer, mongoServerClasses } from './compile-mongo-server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compile-mongo-server-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('compiles with any JDK what runs with the oldest that is accepted', async () => {
  const java = join(folder, 'java');
  // Writes down what it was given, where the classes are to be.
  const script = `const given = process.argv.slice(2);
    require('node:fs').writeFileSync(given[given.indexOf('-d') + 1] + '/given.json', JSON.stringify(given));`;
  await writeFile(java, `#!${process.execPath}\n${script}`);
  await chmod(java, 0o755);
  await mkdir(join(folder, 'jars'));
  const paths = stackPaths(folder, 'test');
  const library = { java, classPath: join(folder, 'jars', '*') };
  await compileMongoServer(paths, library, process.env);
  const given: string[] = JSON.parse(await readFile(join(mongoServerClasses(paths, library), 'given.json'), 'utf8'));
  expect(given[given.indexOf('--release') + 1]).toBe('17');
});

it('keeps apart what was compiled with other libraries', () => {
  const paths = stackPaths(folder, 'test');
  const [one, other] = ['/lib/one/*', '/lib/other/*'].map((classPath) => mongoServerClasses(paths, { classPath }));
  expect(one).not.toBe(other);
});
