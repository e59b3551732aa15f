import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runTool } from '../tools/run-tool.ts';
import { findDeadLinks, headingsOf, linksOf } from './find-dead-links.ts';

it('finds links that lead nowhere, and no others', async () => {
  const root = await mkdtemp(join(tmpdir(), 'links-'));
  try {
    await runTool('git', ['init', '--quiet'], { cwd: root, capture: true });
    await writeFile(join(root, 'b.md'), '# One way & another\n');
    await writeFile(
      join(root, 'a.md'),
      '[b](b.md) [c](c.md) [d](b.md#one-way--another) [e](b.md#gone) [f](https://example.com/c.md)\n',
    );
    expect(await findDeadLinks(root)).toEqual(['a.md: c.md is not there', 'a.md: b.md#gone names no heading']);
  } finally {
    await rm(root, { recursive: true });
  }
});

it('reads links of prose, and not what looks like one in code', () => {
  expect(linksOf('[`a`](a.ts) ![b](b.svg) `x[i](c)`\n```ts\ncalls[0](d);\n```\n')).toEqual(['a.ts', 'b.svg']);
});

it('knows the anchor of a heading', () => {
  expect([...headingsOf('## MySQL over TLS\n### 1. A state change: `one` statement\n')]).toEqual([
    'mysql-over-tls',
    '1-a-state-change-one-statement',
  ]);
});
