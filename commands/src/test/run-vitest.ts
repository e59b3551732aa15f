import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../tools/run-tool.ts';
import { UNHANDLED_FILE } from './tell-unhandled.ts';
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
  const unhandled = join(folder, `${process.pid}.unhandled.json`);
  mkdirSync(folder, { recursive: true });
  for (const file of [results, unhandled]) rmSync(file, { force: true });
  const own = `--reporter=${join(import.meta.dirname, 'tell-unhandled.ts')}`;
  const reporters = ['--reporter=default', own, '--reporter=json', `--outputFile.json=${results}`];
  // Every file loads the same packages in a process of its own: what Node made of them is kept for the next one.
  const cache = { NODE_COMPILE_CACHE: join(tmpdir(), 'rushgraph-compile-cache') };
  // Not through pnpm: a signal that ends this process has to reach Vitest, which then ends its workers.
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  try {
    const { code } = await runTool(process.execPath, [vitest, 'run', ...reporters, ...args], {
      cwd: root,
      env: { ...cache, ...env, [UNHANDLED_FILE]: unhandled },
    });
    return { report: parseReport(readFileSync(results, 'utf8'), readFileSync(unhandled, 'utf8')), code };
  } finally {
    for (const file of [results, unhandled]) rmSync(file, { force: true });
  }
}
