import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testDatabase, testStack } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/deploying-one-subgraph.md'), 'utf8');
const steps = ['check', 'start', 'wait', 'shift', 'drain', 'publish'];
/** A minute each on a busy computer, and as much again. */
const FOUR_DEPLOYMENTS_MS = 600_000;
const subgraphs = ['user', 'item', 'order', 'coupon', 'mypage'];

interface Ended {
  readonly code: unknown;
  readonly printed: string;
}

/** Runs `npm run <script> -- …` as run.mjs does once the tools are there. */
function run(words: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = root): Promise<Ended> {
  const [script = '', ...args] = words;
  const file = join(root, 'commands/src', `${script.replace(':', '-')}.ts`);
  const { mysqlUrl, redisUrl, kafkaBrokers, mongodbUrl } = testStack();
  const servers = { MYSQL_URL: mysqlUrl, REDIS_URL: redisUrl, KAFKA_BROKERS: kafkaBrokers, MONGODB_URL: mongodbUrl };
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, NODE_NO_WARNINGS: '1', ...servers, ...env } };
    execFile(process.execPath, [file, ...args.filter((word) => word !== '--')], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, printed: stdout + stderr });
    });
  });
}

describe('docs/deploying-one-subgraph.md', () => {
  let registry: Awaited<ReturnType<typeof testDatabase>>;
  let folder: string;
  beforeAll(async () => {
    registry = await testDatabase();
    folder = mkdtempSync(join(tmpdir(), 'rushgraph-deploying-'));
    mkdirSync(join(folder, 'next'));
    const next = join(folder, 'next', 'schema.graphql');
    cpSync(join(root, 'subgraphs/order/schema.graphql'), next);
    appendFileSync(next, '\nextend type Order {\n  note: String\n}\n');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await registry.drop();
  });

  const commands = [...page.matchAll(/^```sh\n(?<lines>[\s\S]*?)^```$/gm)].flatMap(({ groups }) =>
    (groups?.lines ?? '').trim().split('\n'),
  );
  const said: Readonly<Record<string, RegExp>> = {
    'npm run schema -- publish --all': /^Published: .*order 1.*; the supergraph is version 1\.$/m,
    'npm run schema -- check order --file next/schema.graphql':
      /breaks no operation that is used[\s\S]*Order\.note was added/,
    'npm run deploy:rehearsal -- order': /^The deployment was rehearsed: no request failed\.$/m,
    'npm run schema -- publish order --file next/schema.graphql --by ada':
      /^Published: order 2; the supergraph is version 2\.$/m,
    'npm run schema -- history order': /ada/,
    'npm run schema -- diff order --from 1 --to 2': /note: String/,
    'npm run schema -- rollback order --force': /^Published, although it breaks clients: order 3;/m,
  };

  it('names commands that are run here, in this order', () => {
    expect(commands).toEqual(Object.keys(said));
  });

  test.each(commands)('%s', async (command) => {
    const words = command.replace(/^npm run /, '').split(' ');
    const { code, printed } = await run(words, { REGISTRY_MYSQL_URL: registry.url }, folder);
    expect(printed).toMatch(said[command] ?? /^$/);
    expect(code).toBe(0);
  });
});

describe('a deployment is rehearsed', () => {
  test(
    'for each other subgraph, and no request fails',
    async () => {
      const others = subgraphs.filter((name) => name !== 'order');
      const { code, printed } = await run(['deploy:rehearsal', ...others]);
      for (const name of others) expect(printed).toContain(`${name}: Query.${name}Rehearsed is removed`);
      expect(printed).toMatch(/no request failed\.\n$/);
      expect(code).toBe(0);
    },
    FOUR_DEPLOYMENTS_MS,
  );

  test.each(steps)('control: it fails without the step %s', async (step) => {
    const { code, printed } = await run(['deploy:rehearsal', 'order', '--skip', step]);
    expect(printed).toMatch(new RegExp(`^  ${step} +left out$`, 'm'));
    expect(printed).toMatch(/^The rehearsal failed: /m);
    expect(code).toBe(1);
  });
});
