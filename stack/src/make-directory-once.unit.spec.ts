import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDirectoryOnce } from './make-directory-once.ts';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-once-'));
  data = join(folder, 'server', 'data');
});
afterEach(() => rm(folder, { recursive: true }));

it('fills a directory once', async () => {
  await makeDirectoryOnce(data, (draft) => writeFile(join(draft, 'a'), 'first'));
  await makeDirectoryOnce(data, (draft) => writeFile(join(draft, 'a'), 'second'));
  expect(await readFile(join(data, 'a'), 'utf8')).toBe('first');
  expect(await readdir(join(folder, 'server'))).toEqual(['data']);
});

it('starts anew after a filling that broke off', async () => {
  const broken = makeDirectoryOnce(data, async (draft) => {
    await writeFile(join(draft, 'half'), '');
    throw new Error('killed');
  });
  await expect(broken).rejects.toThrow('killed');
  expect(await readdir(join(folder, 'server'))).toEqual([`data.draft-${process.pid}`]);
  await makeDirectoryOnce(data, (draft) => writeFile(join(draft, 'whole'), ''));
  expect(await readdir(data)).toEqual(['whole']);
  expect(await readdir(join(folder, 'server'))).toEqual(['data']);
});
