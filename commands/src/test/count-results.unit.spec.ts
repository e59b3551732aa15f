import { expect, it } from 'vitest';
import { closingLine, countResults } from './count-results.ts';

const base = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 0 };

it('counts a file that could not be collected as a failure', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{}] },
  ];
  expect(countResults(JSON.stringify({ ...base, testResults }))).toEqual({ passed: 3, failed: 2, skipped: 0 });
});

it('prints the closing line, with skipped tests only when there are any', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(closingLine({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped');
});
