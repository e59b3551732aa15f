import { z } from 'zod';

const faultRow = z.object({ seed: z.int(), isTimeout: z.boolean() });
const test = z
  .object({
    ancestorTitles: z.array(z.string()),
    title: z.string(),
    status: z.string(),
    meta: z.object({ faultRow: faultRow.optional() }).default({}),
  })
  .transform(({ ancestorTitles, title, status, meta }) => ({
    /** As `--testNamePattern` sees it. */
    name: [...ancestorTitles, title].filter((part) => part !== '').join(' > '),
    status,
    meta,
  }));
const file = z.object({ name: z.string(), status: z.string(), assertionResults: z.array(test) });

const schema = z.object({ testResults: z.array(file) }).transform(({ testResults }) => ({
  files: testResults.map(({ name, status, assertionResults }) => ({ path: name, status, tests: assertionResults })),
}));

/** What we read of Vitest's JSON report: the status of each file and test, and what a row of the fault suite says of itself. */
export type TestReport = z.infer<typeof schema>;

export function parseReport(json: string): TestReport {
  return schema.parse(JSON.parse(json));
}
