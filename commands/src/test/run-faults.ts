import { countResults, type TestCounts } from './count-results.ts';
import { withOthers } from './run-tests.ts';
import { runVitest } from './run-vitest.ts';
import type { TestReport } from './test-report.ts';

/** The arguments that make Vitest run the fault suite. */
export const FAULT_SUITE = ['--project=faults'];

export interface FaultRun {
  readonly counts: TestCounts;
  /** One line for each row that passed only the second time. */
  readonly slow: readonly string[];
}

interface LateFault {
  readonly path: string;
  readonly name: string;
  readonly seed: number;
}

/**
 * Runs the fault suite. A row that ended in a time-out is run once more with the same seed, alone, and counts as it ends
 * then; a row that failed in any other way has failed.
 */
export async function runFaults(root: string, suite: readonly string[], args: readonly string[]): Promise<FaultRun> {
  const { report, code } = await runVitest(root, [...suite, ...args]);
  const first = withOthers(countResults(report), code);
  const slow: string[] = [];
  for (const row of lateRows(report)) {
    console.log(`\nOnce more, because it took too long: ${row.name}, seed ${row.seed}`);
    if (await passesAlone(root, suite, row)) slow.push(`SLOW ${row.name} seed ${row.seed}`);
  }
  const counts = { ...first, passed: first.passed + slow.length, failed: first.failed - slow.length };
  return { counts, slow };
}

/** The rows that time alone made fail. */
function lateRows({ files }: TestReport): LateFault[] {
  return files.flatMap(({ path, tests }) =>
    tests.flatMap(({ name, status, meta: { faultRow } }) =>
      status === 'failed' && faultRow?.isTimeout === true ? [{ path, name, seed: faultRow.seed }] : [],
    ),
  );
}

async function passesAlone(root: string, suite: readonly string[], { path, name, seed }: LateFault): Promise<boolean> {
  const pattern = `^${escaped(name)}$`;
  const { report, code } = await runVitest(root, [...suite, path, '--testNamePattern', pattern], {
    FAULT_SEED: String(seed),
  });
  return code === 0 && countResults(report).passed === 1;
}

/** The text as a regular expression that matches nothing else. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
