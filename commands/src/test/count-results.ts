import type { TestReport } from './test-report.ts';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts of a report. A file that failed outside its tests (it could not be collected, a hook failed) is one failure, and so
 * is each error that nobody has handled: the tests beside it may have passed, or been late and passed later.
 */
export function countResults({ files, unhandled }: TestReport): TestCounts {
  const tests = files.flatMap((file) => file.tests);
  const broken = files.filter(({ status, tests }) => status === 'failed' && !tests.some(hasFailed));
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(hasFailed).length + broken.length + unhandled.length,
    skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').length,
  };
}

export function sumCounts(counts: readonly TestCounts[]): TestCounts {
  const sum = (of: (count: TestCounts) => number) => counts.reduce((total, count) => total + of(count), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum((one) => one.skipped),
  };
}

/** The last line of a run, alone on its line: scripts read it. */
export function closingLine({ passed, failed }: TestCounts): string {
  return `${passed} passed, ${failed} failed`;
}

/** What comes before the closing line; nothing when every test has run. */
export function skippedLines({ skipped }: TestCounts): string[] {
  return skipped > 0 ? [`${skipped} skipped`] : [];
}

function hasFailed({ status }: { readonly status: string }): boolean {
  return status === 'failed';
}
