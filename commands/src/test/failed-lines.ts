import { relative } from 'node:path';
import type { TestReport } from './test-report.ts';

const MESSAGE_LINES = 6;
const LINE_LENGTH = 300;

/**
 * Says again, at the end of a long run, which tests failed and how each began to, `FAILED <file> > <test>` and its message,
 * and what nobody has handled.
 */
export function failedLines(
  { files, unhandled }: TestReport,
  root: string,
  passedLater: (test: { readonly path: string; readonly name: string }) => boolean = () => false,
): string[] {
  const ofFiles = files.flatMap(({ path, status, message, tests }) => {
    const failed = tests.filter((test) => test.status === 'failed');
    const place = `FAILED ${relative(root, path)}`;
    if (status === 'failed' && failed.length === 0) return [place, ...beginningOf([message])];
    return failed
      .filter(({ name }) => !passedLater({ path, name }))
      .flatMap(({ name, messages }) => [`${place} > ${name}`, ...beginningOf(messages)]);
  });
  return [...ofFiles, ...unhandled.flatMap((error) => ['FAILED outside of all tests', ...beginningOf([error])])];
}

function beginningOf(messages: readonly string[]): string[] {
  return messages.flatMap((message) => {
    const lines = message.split('\n').filter((line) => line.trim() !== '');
    return lines.slice(0, MESSAGE_LINES).map((line) => `  ${line.slice(0, LINE_LENGTH)}`);
  });
}
