import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../tools/root.ts';
import { runFaults } from './run-faults.ts';

const config = `--config=${join(root, 'commands', 'test', 'fault-suite', 'vitest.config.ts')}`;
const folder = await mkdtemp(join(tmpdir(), 'fault-rows-'));
afterAll(() => rm(folder, { recursive: true }));

// Vitest runs three times inside.
const LIMIT = { timeout: 240_000 };

test('a late row is run again with its seed and then told as slow; a wrong one has failed', LIMIT, async () => {
  process.env.FAULT_ROWS_FOLDER = folder;
  const { counts, slow } = await runFaults(root, [config], []);
  const seed = await readFile(join(folder, 'seed'), 'utf8');
  expect(slow).toEqual([`SLOW rows > is late once seed ${seed}`]);
  expect(counts).toEqual({ passed: 2, failed: 2, skipped: 1 });
});
