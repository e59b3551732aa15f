import { countResults, type TestCounts } from './count-results.ts';
import { runVitest } from './run-vitest.ts';

/** Runs all tests but the fault suite, or those that `args` (of Vitest) choose. */
export async function runTests(root: string, args: readonly string[]): Promise<TestCounts> {
  const isChosen = args.some((arg) => arg === '--project' || arg.startsWith('--project='));
  const { report, code } = await runVitest(root, [...(isChosen ? [] : ['--project=!faults']), ...args]);
  return withOthers(countResults(report), code);
}

/** Vitest also fails for what belongs to no test, such as an unhandled rejection: that is one failure. */
export function withOthers(counts: TestCounts, code: number): TestCounts {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
