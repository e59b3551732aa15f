import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

it('runs the example of the README', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]+?)```/.exec(text)?.[1] ?? '';
  const file = new URL(`./readme-example-${process.pid}.ts`, import.meta.url);
  await writeFile(file, example.replace('@rushgraph/streams', './index.ts'));
  try {
    const { receipts } = await import(file.href);
    expect(`// receipts: ${receipts.join(', ')}`).toBe(example.trim().split('\n').at(-1));
  } finally {
    await rm(file);
  }
});
