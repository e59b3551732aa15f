import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freePorts } from './free-ports.ts';

const START = 1_000;

it('gives no port twice, although nobody listens on the first yet', async () => {
  const pairs = await Promise.all(Array.from({ length: 10 }, () => freePorts(2, START)));
  expect(new Set(pairs.flat()).size).toBe(20);
});

it('gives none that another process has been given', async () => {
  const script = `
    const { freePorts } = await import('./free-ports.ts');
    console.log(JSON.stringify(await freePorts(10, ${START})));
    setInterval(() => {}, 1_000)`;
  const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
  const other = spawn(process.execPath, options, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(other.stdout, 'data');
    const given: number[] = JSON.parse(String(line));
    const own = await freePorts(10, START);
    expect(new Set([...given, ...own]).size).toBe(20);
  } finally {
    other.kill();
  }
});
