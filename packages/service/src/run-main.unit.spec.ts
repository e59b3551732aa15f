import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Runs a process whose start is `body`, and tells how it ended. */
async function run(body: string, env: Record<string, string> = {}, signal?: NodeJS.Signals) {
  const program = `
    import { createServer } from 'node:net';
    import { loadConfig } from ${module('./config/load-config.ts')};
    import { httpSettings, viewerSettings } from ${module('./config/settings.ts')};
    import { startStep } from ${module('./explain-start-failure.ts')};
    import { runMain } from ${module('./run-main.ts')};
    import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
    await runMain('shop', async ({ env, onStop, onFatal }) => {
      onStop('first', async () => void process.stdout.write('[first stopped]'));
      onStop('second', async () => void process.stdout.write('[second stopped]'));
      ${body}
      process.stdout.write('[started]');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (signal !== undefined && String(chunk).includes('[started]')) child.kill(signal);
  });
  const [code] = await once(child, 'close');
  return { code, stderr, marks: stdout.match(/\[(?:started|first stopped|second stopped)\]/g) ?? [], stdout };
}

const bothStopped = ['[first stopped]', '[second stopped]'];

it('tells every problem of the settings on standard error, stops what was begun, and exits with 1', async () => {
  const body = 'loadConfig(z.object({ ...httpSettings(1), ...viewerSettings }), env);';
  const { code, stderr, marks } = await run(body, { PORT: 'abc', VIEWER_KEY: 'hunter2' });
  expect(code).toBe(1);
  expect(stderr).toBe(
    [
      'shop cannot start: PORT must be a whole number between 0 and 65535, got "abc".',
      'shop cannot start: VIEWER_KEY must be 32 bytes in base64 (make one with `openssl rand -base64 32`).',
      '',
    ].join('\n'),
  );
  expect(marks).toEqual(bothStopped);
});

it('starts with a readable log although its settings are wrong: they are reported with all the others', async () => {
  const { code, marks } = await run('', { LOG_LEVEL: 'loud' });
  expect([code, marks.length > 0]).toEqual([0, true]);
});

it('says in one sentence which port is taken', async () => {
  const body = `
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address();
    await new Promise((_, reject) => createServer().once('error', reject).listen(port, '127.0.0.1'));`;
  const { code, stderr, marks } = await run(body);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^shop cannot start: port \d+ is in use by another program; stop it or set PORT to a free one\.\n$/,
  );
  expect(marks).toEqual(bothStopped);
});

it('says in one sentence which store it cannot reach', async () => {
  const refused = `throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })`;
  const bare = await run(refused);
  expect([bare.code, bare.stderr]).toEqual([
    1,
    'shop cannot start: a store cannot be reached (connect ECONNREFUSED 127.0.0.1:1); see that it runs and that its address is right.\n',
  ]);
  const named = await run(`await startStep('MySQL at db:3306 cannot be used', async () => { ${refused} });`);
  expect(named.stderr).toBe('shop cannot start: MySQL at db:3306 cannot be used (connect ECONNREFUSED 127.0.0.1:1).\n');
});

it('says that a fault is one, and shows it in the log', async () => {
  const { code, stderr, stdout } = await run(`throw new TypeError('no such thing')`);
  expect(code).toBe(1);
  expect(stderr).toBe('shop cannot start: an unexpected fault, which the log shows in full (no such thing).\n');
  expect(stdout).toContain('"stack":"TypeError: no such thing');
});

it.each(['SIGTERM', 'SIGINT'] as const)('stops in order at %s and exits with 0', async (signal) => {
  const { code, marks } = await run('setInterval(() => undefined, 1_000);', {}, signal);
  expect(marks).toEqual(['[started]', ...bothStopped]);
  expect(code).toBe(0);
});

it.each([
  ['a rejection that nobody handles', 'setTimeout(() => Promise.reject(new Error("lost")), 50);'],
  ['an exception that nobody catches', 'setTimeout(() => { throw new Error("lost"); }, 50);'],
  ['what must not happen', 'setTimeout(() => onFatal(new Error("lost")), 50);'],
])('stops in order after %s and exits with 1', async (_, body) => {
  const { code, marks, stdout } = await run(`setInterval(() => undefined, 1_000); ${body}`);
  expect(marks).toEqual(['[started]', ...bothStopped]);
  expect([code, stdout.includes('lost')]).toEqual([1, true]);
});
