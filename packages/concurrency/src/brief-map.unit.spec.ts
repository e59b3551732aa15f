import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { BriefMap } from './brief-map.ts';

it('does what a map does', () => {
  const map = new BriefMap<string, number>();
  for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index);
  map.set('a', 7);
  expect([map.delete('b'), map.delete('b'), map.delete('z')]).toEqual([true, false, false]);
  map.set('b', 9);
  expect([map.size, map.has('a'), map.has('z'), map.get('a'), map.get('z')]).toEqual([3, true, false, 7, undefined]);
  expect([[...map.keys()], [...map.values()]]).toEqual([
    ['a', 'c', 'b'],
    [7, 2, 9],
  ]);
  expect([...map.entries()]).toEqual([
    ['a', 7],
    ['c', 2],
    ['b', 9],
  ]);
});

it('goes on to what comes while it is walked through', () => {
  const map = new BriefMap<number, string>();
  map.set(1, 'one');
  map.set(2, 'two');
  const seen: string[] = [];
  for (const value of map.values()) {
    seen.push(value);
    if (seen.length > 1) continue;
    map.delete(2);
    map.set(3, 'three');
  }
  expect(seen).toEqual(['one', 'three']);
});

/**
 * Bytes that outlive young collections while 20,000 values, some 70 MB, pass through the map, two hundred at a time. Collections
 * come when they are due, not when the computer has time for them, and the heap is never marked.
 */
async function promotedBytes(map: string): Promise<number> {
  const script = `
    const { BriefMap } = await import('${new URL('brief-map.ts', import.meta.url)}');
    const map = new ${map}();
    for (let made = 0; made < 20_000; made++) {
      map.set(made, Array.from({ length: 100 }, (_, index) => ({ made, index })));
      map.delete(made - 200);
      if (made % 500 === 0) gc({ type: 'minor' });
      if (made % 1_000 === 0) await new Promise(setImmediate);
    }`;
  const heap = ['--max-semi-space-size=16', '--initial-old-space-size=512', '--single-threaded-gc'];
  const options = ['--disable-warning=ExperimentalWarning', '--expose-gc', '--trace-gc-nvp', ...heap];
  const args = [...options, '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const promoted = [...stdout.matchAll(/ promoted=(\d+)/g)].map(([, bytes]) => Number(bytes));
  expect(promoted.length).toBeGreaterThan(3);
  return promoted.reduce((sum, bytes) => sum + bytes, 0);
}

it('lets its values die young, and a map does not', async () => {
  const [brief, ordinary] = await Promise.all([promotedBytes('BriefMap'), promotedBytes('Map')]);
  expect(ordinary).toBeGreaterThan(brief * 4);
}, 60_000);
