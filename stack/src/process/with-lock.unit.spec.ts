import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processStart } from './process-start.ts';
import { withLock } from './with-lock.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-lock-'));
  file = join(folder, 'test.lock');
});
afterEach(() => rm(folder, { recursive: true }));

const unheard = (pid: number) => {
  throw new Error(`waited for ${pid}`);
};

it('lets one in at a time and leaves nothing behind', async () => {
  let inside = 0;
  let most = 0;
  const waits: number[] = [];
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(file, (pid) => waits.push(pid), work)));
  expect(most).toBe(1);
  expect(new Set(waits)).toEqual(new Set([process.pid]));
  expect(await readdir(folder)).toEqual([]);
});

it('is given back when the work fails', async () => {
  const failing = withLock(file, unheard, async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await withLock(file, unheard, async () => 'yes')).toBe('yes');
});

it.each([
  ['an ended process', JSON.stringify({ pid: 2 ** 22 + 1, start: 'x', token: 'a' })],
  ['a pid that went to another process', JSON.stringify({ pid: process.pid, start: 'earlier', token: 'a' })],
  ['nobody readable', 'garbage'],
])('breaks the lock of %s', async (_, content) => {
  await writeFile(file, content);
  expect(await withLock(file, unheard, async () => 'mine')).toBe('mine');
  expect(await readdir(folder)).toEqual([]);
});

it('waits for a living owner and says for whom', async () => {
  await writeFile(file, JSON.stringify({ pid: process.pid, start: await processStart(process.pid), token: 'other' }));
  const waits: number[] = [];
  const release = (pid: number) => {
    waits.push(pid);
    void rm(file);
  };
  expect(await withLock(file, release, async () => 'after')).toBe('after');
  expect(waits).toEqual([process.pid]);
});
