import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}docs/clients.md`, 'utf8');
/** Each block of code begins with the file that it is. */
const blocks = [...page.matchAll(/```ts\n\/\/ (?<file>\S+)\n(?<code>[\s\S]*?)\n```/g)].map(
  ({ groups }) => groups ?? {},
);

test.each(blocks)('docs/clients.md shows $file as the tests run it', ({ file, code }) => {
  expect(`${code}\n`).toBe(readFileSync(`${root}${file}`, 'utf8'));
});

test('docs/clients.md shows code for each client', () => {
  expect(blocks.map(({ file }) => file)).toEqual(
    [
      'session',
      'apollo-client',
      'load-possible-types',
      'urql-client',
      'codegen',
      'watch-order',
      'watch-over-socket',
    ].map((name) => `e2e/clients/${name}.ts`),
  );
});
