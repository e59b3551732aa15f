import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase, testStack, testViewerKey } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../test/small-subgraph.ts', import.meta.url));

let store: TestDatabase;
beforeAll(async () => {
  store = await testDatabase();
});
afterAll(() => store.drop());

interface Line {
  readonly msg: string;
  readonly step?: string;
  readonly roles?: readonly string[];
}

/** Starts it, asks it to end when it is ready, and tells what it has said. */
async function run(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [script], {
    env: {
      PORT: '0',
      OPERATIONS_PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'debug',
      VIEWER_KEY: testViewerKey.toString('base64'),
      MYSQL_URL: store.url,
      KAFKA_BROKERS: testStack().kafkaBrokers,
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    if (stdout.includes('"msg":"ready"')) child.kill('SIGTERM');
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const [code] = await once(child, 'close');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  return {
    code,
    stdout,
    stderr,
    said: lines.map(({ msg }) => msg),
    roles: lines.find(({ msg }) => msg === 'ready')?.roles,
    stopped: lines.filter(({ msg, step }) => msg === 'stopped' && step !== undefined).map(({ step }) => step),
  };
}

it('works before it listens, and ends the server first, then its work, then its stores', async () => {
  const { code, stdout, said, roles, stopped } = await run();
  expect([code, roles]).toEqual([0, ['api', 'worker']]);
  expect(said.indexOf('working')).toBeGreaterThanOrEqual(0);
  expect(said.indexOf('working')).toBeLessThan(said.indexOf('ready'));
  expect(stopped, stdout).toEqual(['readiness', 'http', 'relay', 'mysql', 'discovery', 'operations']);
  expect(await store.database.rows('SELECT id FROM outbox')).toEqual([]);
});

it('neither begins nor ends the work of a worker where it only answers', async () => {
  const { code, said, roles, stopped } = await run({ ROLES: 'api' });
  expect([code, roles, said.includes('working')]).toEqual([0, ['api'], false]);
  expect(stopped).toEqual(['readiness', 'http', 'mysql', 'discovery', 'operations']);
});

it.each([
  [
    'MySQL is away',
    { MYSQL_URL: 'mysql://root@127.0.0.1:1/small' },
    /^small cannot start: MySQL at 127\.0\.0\.1:1 cannot be used \(connect ECONNREFUSED 127\.0\.0\.1:1\)\.\n$/,
  ],
  [
    'its work cannot begin',
    { FAULT: 'no such topic' },
    /^small cannot start: Kafka at \S+ cannot be used, or its topics are missing: `npm run topics` makes them \(no such topic\)\.\n$/,
  ],
  [
    'a setting is wrong',
    { OUTBOX_ROWS: 'some' },
    /^small cannot start: OUTBOX_ROWS must be event or batch, got "some"\.\n$/,
  ],
])('says in one sentence that %s, and exits with 1', async (_, env, sentence) => {
  const { code, stderr } = await run(env);
  expect(stderr).toMatch(sentence);
  expect(code).toBe(1);
});
