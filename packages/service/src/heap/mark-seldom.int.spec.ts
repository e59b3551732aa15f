import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Holds 32 MB as a service does that has started, and fills buffers beside them, slowly, as requests do. */
const script = (first: string) => `
  import { setTimeout } from 'node:timers/promises';
  import { markSeldom } from '${new URL('mark-seldom.ts', import.meta.url)}';
  import { returnStartMemory } from '${new URL('return-start-memory.ts', import.meta.url)}';
  const held = Array.from({ length: 400_000 }, (_, index) => ({ index, text: 'x' + index }));
  ${first}
  returnStartMemory();
  const buffers = Array(500);
  for (let made = 0; made < 3_200; made++) {
    buffers[made % buffers.length] = new ArrayBuffer(10_000);
    if (made % 8 === 0) await setTimeout(10);
  }
  console.log(held.length);`;

async function timesMarked(first: string): Promise<number> {
  const options = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32', '--trace-gc'];
  const args = [...options, '--input-type=module', '-e', script(first)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  // What gives back memory to the system is not counted: it is the end of the start.
  return stdout.split('\n').filter((line) => line.includes('Mark-Compact') && !line.includes('(reduce)')).length;
}

it('lets a heap be marked less often than V8 does by itself', async () => {
  const [byItself = 0, seldom = 0] = await Promise.all([timesMarked(''), timesMarked('markSeldom();')]);
  expect(seldom).toBeLessThan(byItself);
}, 60_000);
