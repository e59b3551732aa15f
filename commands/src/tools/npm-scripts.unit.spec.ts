import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './root.ts';

it('lets signals that npm is sent reach the command: the shell between them passes none on', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  expect(Object.entries(scripts).filter(([, script]) => !script.startsWith('exec node run.mjs '))).toEqual([]);
});
