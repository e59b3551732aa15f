import { z } from 'zod';

const faultRow = z.object({ seed: z.int(), isTimeout: z.boolean() });
const test = z
  .object({
    ancestorTitles: z.array(z.string()),
    title: z.string(),
    status: z.string(),
    meta: z.object({ faultRow: faultRow.optional() }).default({}),
    failureMessages: z.array(z.string()).nullish(),
  })
  .transform(({ ancestorTitles, title, status, meta, failureMessages }) => ({
    /** As `--testNamePattern` sees it. */
    name: [...ancestorTitles, title].filter((part) => part !== '').join(' > '),
    status,
    messages: failureMessages ?? [],
    seed: meta.faultRow?.seed,
    /** Whether only time made it fail. A row of the fault suite says so itself; others are known by their errors. */
    isLate: status === 'failed' && (meta.faultRow?.isTimeout ?? areTimeouts(failureMessages ?? [])),
  }));
const file = z.object({
  name: z.string(),
  status: z.string(),
  /** What went wrong outside of the tests. */
  message: z.string().default(''),
  assertionResults: z.array(test),
});

const schema = z.object({ testResults: z.array(file) }).transform(({ testResults }) => ({
  files: testResults.map(({ name, assertionResults, ...file }) => ({
    path: name,
    tests: assertionResults,
    ...file,
    /** Whether only time ended its preparation, so that none of its tests has run. */
    isLate: /^Hook timed out in \d+ms|^Still so after /.test(file.message) && !assertionResults.some(hasRun),
  })),
}));

function hasRun({ status }: { readonly status: string }): boolean {
  return status === 'passed' || status === 'failed';
}

function areTimeouts(messages: readonly string[]): boolean {
  return (
    messages.length > 0 &&
    messages.every((message) => /^(?:(?:Test|Hook)?TimeoutError: |\w+\.\w+: Timeout \d+ms exceeded)/.test(message))
  );
}

/** What we read of Vitest's JSON report: how each file and test ended, and what a row of the fault suite says of itself. */
export interface TestReport extends z.infer<typeof schema> {
  /** What nobody has handled, a rejection or an exception, in words: Vitest says beside which test at most, and takes none for failed. */
  readonly unhandled: readonly string[];
}

/** Reads the report, and the list of what `tell-unhandled` has written. */
export function parseReport(json: string, unhandled = '[]'): TestReport {
  return { ...schema.parse(JSON.parse(json)), unhandled: z.array(z.string()).parse(JSON.parse(unhandled)) };
}
