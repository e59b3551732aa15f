import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../tools/run-tool.ts';
import { parseReport, type TestReport } from './test-report.ts';

interface VitestRun {
  readonly report: TestReport;
  /** 0 when every test passed and nothing else went wrong. */
  readonly code: number;
}

/** Runs Vitest with these arguments, its output passed through, and reads its report. */
export async function runVitest(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<VitestRun> {
  const folder = join(root, '.stack', 'results');
  const results = join(folder, `${process.pid}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(results, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  // Every file loads the same packages in a process of its own: what Node made of them is kept for the next one.
  const cache = { NODE_COMPILE_CACHE: join(tmpdir(), 'rushgraph-compile-cache') };
  // Not through pnpm: a signal that ends this process has to reach Vitest, which then ends its workers.
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  try {
    const { code } = await runTool(process.execPath, [vitest, 'run', ...reporters, ...args], {
      cwd: root,
      env: { ...cache, ...env },
    });
    return { report: parseReport(readFileSync(results, 'utf8')), code };
  } finally {
    rmSync(results, { force: true });
  }
}
