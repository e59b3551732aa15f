import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Whether V8 still inlines the methods of strings after a process has run this code. */
function areInlinedAfter(code: string): string {
  const script = `${code}; console.log(%HasFastProperties(String.prototype))`;
  const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const;
  return execFileSync(process.execPath, ['--allow-natives-syntax', '-e', script], options).trim();
}

it('loads ioredis without making the methods of all strings slow', () => {
  expect(areInlinedAfter("new (require('ioredis').Redis)({ lazyConnect: true })")).toBe('true');
});

it('control: declaring a subclass of String, as ioredis does without its patch, makes them slow', () => {
  expect(areInlinedAfter('class Verbatim extends String {}')).toBe('false');
});
