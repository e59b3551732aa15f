import { runSuite, type SuiteRun } from './run-suite.ts';

/** Runs all tests but the fault suite, or those that `args` (of Vitest) choose. */
export function runTests(root: string, args: readonly string[]): Promise<SuiteRun> {
  const isChosen = args.some((arg) => arg === '--project' || arg.startsWith('--project='));
  return runSuite(root, isChosen ? [] : ['--project=!faults'], args);
}

/** Runs the fault suite, or the rows that `args` (of Vitest) choose. */
export function runFaults(root: string, args: readonly string[]): Promise<SuiteRun> {
  return runSuite(root, ['--project=faults'], args);
}
