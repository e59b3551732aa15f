import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { countResults, sumCounts, type TestCounts } from './count-results.ts';
import { failedLines } from './failed-lines.ts';
import { runVitest } from './run-vitest.ts';
import type { TestReport } from './test-report.ts';
import { testOptions } from './vitest-arguments.ts';

export interface SuiteRun {
  readonly counts: TestCounts;
  /** What to read when it is over: a line for each test that passed only the second time, and what failed. */
  readonly lines: readonly string[];
}

type LateTest = TestReport['files'][number]['tests'][number] & { readonly path: string };

/**
 * Runs what these arguments of Vitest choose. What failed because it took too long is run once more when nothing else runs,
 * and counts as it ends then: a row of the fault suite alone and with its seed, another test with its file, whose tests may
 * build on each other, and a file whose preparation was late as a whole. What failed in any other way has failed.
 */
export async function runSuite(root: string, suite: readonly string[], args: readonly string[]): Promise<SuiteRun> {
  const { report, code } = await runVitest(root, [...suite, ...args]);
  const counted = countResults(report);
  const first = withOthers(counted, code);
  const outside =
    first.failed > counted.failed ? ['FAILED outside of all tests: look above for what Vitest says at its end'] : [];
  const passesAlone = secondRuns(root, suite);
  const passed = new Set<string>();
  const slow: string[] = [];
  for (const late of lateTests(report)) {
    const { name, seed } = late;
    console.log(`\nOnce more, because it took too long: ${name}${seed === undefined ? '' : `, seed ${seed}`}`);
    if (!(await passesAlone(late))) continue;
    passed.add(keyOf(late));
    slow.push(`SLOW ${name}${seed === undefined ? '' : ` seed ${seed}`}`);
  }
  const counts = { ...first, passed: first.passed + slow.length, failed: first.failed - slow.length };
  const prepared = await prepareAgain(root, [...suite, ...choosing(args)], report);
  return {
    counts: sumCounts([counts, ...prepared.map(({ change }) => change)]),
    lines: [
      ...slow,
      ...prepared.map(({ path }) => `SLOW ${relative(root, path)}`),
      ...failedLines(withoutFiles(report, prepared), root, (test) => passed.has(keyOf(test))),
      ...outside,
    ],
  };
}

/** Runs files once more of which only the preparation took too long: gives those that then pass, and what the counts change by. */
async function prepareAgain(root: string, options: readonly string[], { files }: TestReport) {
  const prepared: { readonly path: string; readonly change: TestCounts }[] = [];
  // Several projects may have the same file.
  for (const [path, same] of Map.groupBy(files, ({ path }) => path)) {
    const failed = same.filter(({ status }) => status === 'failed');
    if (failed.length === 0 || !failed.every(({ isLate }) => isLate)) continue;
    console.log(`\nOnce more, because its preparation took too long: ${relative(root, path)}`);
    const { report, code } = await runVitest(root, [...options, path]);
    if (code !== 0) continue;
    const before = countResults({ files: same, unhandled: [] });
    prepared.push({ path, change: sumCounts([countResults(report), negative(before)]) });
  }
  return prepared;
}

function negative({ passed, failed, skipped }: TestCounts): TestCounts {
  return { passed: -passed, failed: -failed, skipped: -skipped };
}

/** What chooses among the tests of a file: other arguments name files. */
function choosing(args: readonly string[]): string[] {
  const { values } = parseArgs({ args: [...args], options: testOptions, strict: false });
  const { project = [], testNamePattern } = values as { project?: readonly string[]; testNamePattern?: string };
  const byName = testNamePattern === undefined ? [] : ['--testNamePattern', testNamePattern];
  return [...project.map((name) => `--project=${name}`), ...byName];
}

function withoutFiles({ files, ...report }: TestReport, left: readonly { readonly path: string }[]): TestReport {
  const paths = new Set(left.map(({ path }) => path));
  return { ...report, files: files.filter(({ path }) => !paths.has(path)) };
}

/** Vitest may fail for what none of its reports names: that is one failure. */
export function withOthers(counts: TestCounts, code: number): TestCounts {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function lateTests({ files }: TestReport): LateTest[] {
  return files.flatMap(({ path, tests }) => tests.filter(({ isLate }) => isLate).map((test) => ({ ...test, path })));
}

function keyOf({ path, name }: { readonly path: string; readonly name: string }): string {
  return `${path} > ${name}`;
}

/** Runs a row alone, and a file once for all of its tests that were late. */
function secondRuns(root: string, suite: readonly string[]): (late: LateTest) => Promise<boolean> {
  const files = new Map<string, boolean>();
  return async ({ path, name, seed }) => {
    if (seed !== undefined) {
      const row = ['--testNamePattern', `^${escaped(name)}$`];
      const { report, code } = await runVitest(root, [...suite, path, ...row], { FAULT_SEED: String(seed) });
      return code === 0 && countResults(report).passed === 1;
    }
    const passes = files.get(path) ?? (await runVitest(root, [...suite, path])).code === 0;
    files.set(path, passes);
    return passes;
  };
}

/** The text as a regular expression that matches nothing else. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
