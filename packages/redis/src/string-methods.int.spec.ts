import { execFileSync } from 'node:child_process';
import { testRedis } from '@rushgraph/testkit';
import { afterAll, expect, it } from 'vitest';

const fixture = await testRedis();
afterAll(() => fixture.drop());

/** Whether V8 still inlines the methods of strings after a process has run this code, and nothing but it. */
function areInlinedAfter(code: string): string {
  const script = `${code}; console.log(%HasFastProperties(String.prototype)); process.exit()`;
  const options = [
    '--allow-natives-syntax',
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    script,
  ];
  return execFileSync(process.execPath, options, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
}

const connected = (name: 'createRedis' | 'createBlockingRedis') => `
  const { ${name}: create } = await import('./connection/connect.ts');
  const { pingRedis } = await import('./connection/ping.ts');
  const logger = { info() {}, warn() {} };
  await pingRedis(create({ url: ${JSON.stringify(fixture.url)}, name: 'string-methods-spec', logger }))`;

it('leaves the methods of all strings fast in a process that has connected', () => {
  expect(areInlinedAfter(connected('createRedis'))).toBe('true');
  expect(areInlinedAfter(connected('createBlockingRedis'))).toBe('true');
});

it('control: a connection that speaks RESP 3 makes them slow', () => {
  const code = `
    const { Redis } = await import('ioredis');
    await new Redis(${JSON.stringify(fixture.url)}, { protocol: 3 }).info()`;
  expect(areInlinedAfter(code)).toBe('false');
});

it('control: declaring a subclass of String, as ioredis does without its patch, makes them slow', () => {
  expect(areInlinedAfter('class Verbatim extends String {}')).toBe('false');
});
