import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { runTool } from '../tools/run-tool.ts';
import { cyclesOf, findImportCycles, importsOf } from './find-import-cycles.ts';

async function cyclesIn(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'cycles-'));
  try {
    await runTool('git', ['init', '--quiet'], { cwd: root, capture: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return await findImportCycles(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

it('finds files that import each other, by types too', async () => {
  const files = { 'p/src/a/x.ts': "import type { Y } from './y.ts';", 'p/src/a/y.ts': "export * from './x.ts';" };
  expect(await cyclesIn(files)).toEqual(['p/src/a/x.ts → p/src/a/y.ts → p/src/a/x.ts']);
});

it('finds folders that import each other though no file does', async () => {
  const files = {
    'p/src/a/one.ts': "import { two } from '../b/two.ts';",
    'p/src/b/two.ts': '',
    'p/src/b/three.ts': "import { four } from '../a/four.ts';",
    'p/src/a/four.ts': '',
  };
  expect(await cyclesIn(files)).toEqual(['p/src/a → p/src/b → p/src/a']);
});

it('lets the top of a package compose its folders, and tests import what they like', async () => {
  const files = {
    'p/src/main.ts': "import { a } from './a/a.ts';",
    'p/src/a/a.ts': "import type { Main } from '../main-types.ts';",
    'p/src/main-types.ts': '',
    'p/src/a/a.unit.spec.ts': "import { b } from '../b/b.ts';",
    'p/src/b/b.ts': "import { a } from '../a/a.ts';",
  };
  expect(await cyclesIn(files)).toEqual([]);
});

it('reads every form of a relative import', () => {
  const text = "import a from './a.ts';\nexport { b } from '../b.ts';\nawait import('./c/c.ts');\nimport d from 'd';";
  expect([...importsOf('p/src/x/y.ts', text)]).toEqual(['p/src/x/a.ts', 'p/src/b.ts', 'p/src/x/c/c.ts']);
});

it('tells a circle of three once', () => {
  const graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c'])],
    ['c', new Set(['a'])],
  ]);
  expect(cyclesOf(graph)).toEqual([['a', 'b', 'c', 'a']]);
});
