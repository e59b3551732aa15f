import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../tools/root.ts';
import { runSuite } from './run-suite.ts';

const config = `--config=${join(root, 'commands', 'test', 'fault-suite', 'vitest.config.ts')}`;
const folder = await mkdtemp(join(tmpdir(), 'fault-rows-'));
afterAll(() => rm(folder, { recursive: true }));

// Vitest runs five times inside.
const LIMIT = { timeout: 240_000 };

test(
  'what is late is run again and then told as slow; what is wrong, or not handled, has failed and is told at the end',
  LIMIT,
  async () => {
    process.env.FAULT_ROWS_FOLDER = folder;
    const { counts, lines } = await runSuite(root, [config], []);
    const seed = await readFile(join(folder, 'seed'), 'utf8');
    const told = lines.filter((line) => !line.startsWith(' ') && !line.includes('late for ever'));
    expect(told).toEqual([
      `SLOW rows > is late once seed ${seed}`,
      'SLOW hangs once',
      'SLOW commands/test/fault-suite/prepared-late.ts',
      'FAILED commands/test/fault-suite/rows.ts > rows > is wrong once',
      'FAILED outside of all tests',
    ]);
    // The test beside it has passed when it was run again, and it counts all the same.
    expect(lines.join('\n')).toMatch(
      /tests\n {2}Unhandled Rejection beside "hangs once": Error: lost beside a late test\n/,
    );
    expect(lines.join('\n')).toMatch(/FAILED .* > is late for ever\n {2}TimeoutError: The row took over 0.02 s/);
    expect(counts).toEqual({ passed: 5, failed: 3, skipped: 2 });
  },
);
