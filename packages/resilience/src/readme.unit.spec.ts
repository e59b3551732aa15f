import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```ts\n([\s\S]+?)```/g)].map(([, example = '']) => example.trim());

it.each(examples.map((example, index) => ({ example, index })))(
  'runs example $index of the README, which tells what it gives',
  async ({ example, index }) => {
    const file = new URL(`./readme-example-${index}-${process.pid}.ts`, import.meta.url);
    await writeFile(file, example.replace('@rushgraph/resilience', './index.ts'));
    try {
      const last = example.split('\n').at(-1) ?? '';
      const [, name = ''] = /^\/\/ (\w+): /.exec(last) ?? [];
      const { [name]: given } = await import(file.href);
      expect(`// ${name}: ${given.join(', ')}`).toBe(last);
    } finally {
      await rm(file);
    }
  },
);

it('has an example of a policy and one of a breaker', () => {
  expect(examples).toHaveLength(2);
});
