import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Makes trees that are kept, as a service does that starts, and then the same as requests do, which keep none. */
const script = (first: string) => `
  import { makeYoung } from '${new URL('make-young.ts', import.meta.url)}';
  ${first}
  const tree = (depth) => ({ depth, below: depth === 0 ? [] : [tree(depth - 1), tree(depth - 1)] });
  const kept = Array.from({ length: 2_000 }, () => tree(7));
  let made = 0;
  for (let n = 0; n < 160_000; n++) made += tree(7).below.length;
  console.log(kept.length, made);`;

async function timesMarked(first: string): Promise<number> {
  // The compiler decides where objects are made: on a busy computer it would come too late when it ran beside.
  const options = [
    '--disable-warning=ExperimentalWarning',
    '--max-semi-space-size=32',
    '--no-concurrent-recompilation',
  ];
  const args = [...options, '--trace-gc', '--input-type=module', '-e', script(first)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout.split('\n').filter((line) => line.includes('Mark-Compact')).length;
}

it('keeps what is made for a moment from where V8 collects it seldom', async () => {
  const byItself = await timesMarked('');
  const young = await timesMarked('makeYoung();');
  expect(young).toBeLessThan(byItself);
}, 60_000);
