import { expect, it } from 'vitest';
import { closingLine, countResults, skippedLines, sumCounts } from './count-results.ts';
import { withOthers } from './run-suite.ts';
import { parseReport } from './test-report.ts';

const named = (status: string) => ({ ancestorTitles: [], title: 'a test', status, meta: {} });
const report = (...files: readonly (readonly [status: string, tests: readonly string[]])[]) =>
  parseReport(
    JSON.stringify({
      testResults: files.map(([status, tests]) => ({ name: '/a.spec.ts', status, assertionResults: tests.map(named) })),
    }),
  );

it('counts a file that failed outside its tests as one failure', () => {
  const files = report(['failed', []], ['failed', ['failed', 'passed']], ['failed', ['skipped', 'passed']]);
  expect(countResults(files)).toEqual({ passed: 2, failed: 3, skipped: 1 });
});

it('counts what nobody has handled by itself, whatever becomes of the tests beside it', () => {
  const { files } = report(['failed', ['failed', 'passed']]);
  expect(countResults({ files, unhandled: ['Unhandled Rejection: lost'] })).toEqual({
    passed: 1,
    failed: 2,
    skipped: 0,
  });
});

it('counts a failure that belongs to no test', () => {
  expect(withOthers({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  expect(withOthers({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2);
});

it('closes with the counts alone, summed over all suites', () => {
  const sum = sumCounts([
    { passed: 3, failed: 0, skipped: 2 },
    { passed: 4, failed: 1, skipped: 0 },
  ]);
  expect(closingLine(sum)).toBe('7 passed, 1 failed');
  expect(skippedLines(sum)).toEqual(['2 skipped']);
  expect(skippedLines({ passed: 3, failed: 0, skipped: 0 })).toEqual([]);
});
