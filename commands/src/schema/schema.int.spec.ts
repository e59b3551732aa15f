import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSubgraphs } from '@rushgraph/schema-registry/compose';
import { PUBLISHED_CHANNEL } from '@rushgraph/schema-registry/supergraphs';
import { eventually, type TestDatabase, type TestRedis, testDatabase, testRedis } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../tools/root.ts';
import { handleSchema } from './handle-schema.ts';
import { readSchemaRequest } from './read-schema-request.ts';

let server: TestDatabase;
let redis: TestRedis;
let listener: TestRedis['redis'];
const folder = mkdtempSync(join(tmpdir(), 'schema-'));
const file = join(folder, 'item.graphql');
const told: string[] = [];
const [itemSdl = ''] = readSubgraphs(join(root, 'supergraph.yaml'), {}).flatMap(({ name, sdl }) =>
  name === 'item' ? [sdl] : [],
);

beforeAll(async () => {
  server = await testDatabase();
  redis = await testRedis();
  listener = redis.redis.duplicate();
  listener.on('message', (_, version: string) => told.push(version));
  await listener.subscribe(PUBLISHED_CHANNEL);
});
afterAll(async () => {
  listener.disconnect();
  await Promise.all([server.drop(), redis.drop()]);
  rmSync(folder, { recursive: true });
});

const environment = () => ({ REGISTRY_MYSQL_URL: server.url, REDIS_URL: redis.url });
const NOW = new Date('2026-05-08T12:30:00.000Z');

/** What a command says and how it ends. */
function run(words: string, values: Parameters<typeof readSchemaRequest>[1] = {}, changes: object = {}) {
  const request = readSchemaRequest(words.split(' '), values);
  return handleSchema(request, { ...environment(), ...changes }, NOW);
}

/** The line of one field, with its directives. */
const AVAILABILITY = /^ {2}availability: Availability!.*\n/m;

/** The item subgraph with a part of its schema replaced. */
function changeItem(from: RegExp, to: string): { file: string } {
  expect(itemSdl).toMatch(from);
  writeFileSync(file, itemSdl.replace(from, to));
  return { file };
}
const withoutFirst = () => changeItem(AVAILABILITY, '');

/** A MySQL user who may read the registry, and do nothing else. */
async function userWhoReads() {
  const url = new URL(server.url);
  url.username = `reader_${process.pid}`;
  url.password = 'reads';
  await server.database.run(`CREATE USER '${url.username}'@'%' IDENTIFIED BY '${url.password}'`);
  await server.database.run(`GRANT SELECT ON \`${url.pathname.slice(1)}\`.* TO '${url.username}'@'%'`);
  return { url: url.href, drop: () => server.database.run(`DROP USER '${url.username}'@'%'`) };
}

async function use(uses: number): Promise<void> {
  await server.database.run('INSERT INTO operation VALUES (?)', [
    ['a'.repeat(64), 'Shelf', 'query', '["Item.availability", "Query.items"]', null],
  ]);
  await server.database.run('INSERT INTO operation_use VALUES (?)', [
    [new Date('2026-05-08T12:00:00.000Z'), 'a'.repeat(64), 'web', uses],
  ]);
}

it('says that a registry without tables has none, and makes none to look into it', async () => {
  for (const words of ['check item', 'history item', 'diff item'])
    await expect(run(words)).rejects.toThrow(/^The schema registry \S+ has no tables, .*: publish to it first\.$/);
  expect(await server.database.rows('SHOW TABLES')).toEqual([]);
});

it('publishes all subgraphs at once, and tells the gateways', async () => {
  const published = await run('publish', { all: true, by: 'ada' });
  expect([published.exitCode, published.lines]).toEqual([
    0,
    [
      'It composes, and breaks no operation that is used.',
      'Published: user 1, item 1, order 1, coupon 1, mypage 1; the supergraph is version 1.',
    ],
  ]);
  await eventually(() => expect(told).toContain('1'));
  expect(await run('check item')).toMatchObject({ exitCode: 0, lines: ['This is what is published.'] });
});

it('fills an empty registry alone, when it is told to', async () => {
  const { exitCode, lines } = await run('publish item', { ...withoutFirst(), 'if-empty': true, force: true });
  expect([exitCode, lines]).toEqual([0, ['Something is published already: nothing was changed.']]);
  expect((await run('history item')).lines).toHaveLength(1);
});

it('checks, and looks into what was published, with the right to read alone', async () => {
  const reader = await userWhoReads();
  try {
    for (const words of ['check item', 'history item', 'diff item'])
      expect(await run(words, {}, { REGISTRY_MYSQL_URL: reader.url })).toMatchObject({ exitCode: 0 });
    await expect(run('publish item', withoutFirst(), { REGISTRY_MYSQL_URL: reader.url })).rejects.toThrow(/denied/);
  } finally {
    await reader.drop();
  }
});

it('says that nothing is known of use before any was recorded', async () => {
  const { exitCode, lines } = await run('check item', withoutFirst());
  expect([exitCode, lines]).toEqual([
    3,
    [
      'It composes, and may break clients: no gateway has recorded any use in the last 7 days.',
      '  Item.availability was removed: not used in the last 7 days',
    ],
  ]);
});

it('refuses what breaks clients, and says whom', async () => {
  await use(1_204);
  const refused = await run('publish item', withoutFirst());
  expect([refused.exitCode, refused.lines]).toEqual([
    3,
    [
      'It composes, and breaks clients:',
      '  Item.availability was removed: used 1,204 times in the last 7 days by web',
      '    Shelf (aaaaaaaaaaaa), 1,204 times',
      'Use was recorded from 2026-05-08 12:00 UTC to 2026-05-08 12:00 UTC.',
      'Nothing was published. If those clients may break, publish it with --force.',
    ],
  ]);
  expect((await run('history item')).lines).toHaveLength(1);
});

it('does not take for unused what nobody has recorded of late', async () => {
  await server.database.run('UPDATE operation_use SET hour = ?', [new Date('2026-05-05T09:00:00.000Z')]);
  const changes = changeItem(/^ {2}createdAt: DateTime!.*\n/m, '');
  const { exitCode, lines } = await run('check item', changes);
  await server.database.run('UPDATE operation_use SET hour = ?', [new Date('2026-05-08T12:00:00.000Z')]);
  expect([exitCode, lines]).toEqual([
    3,
    [
      'It composes, and may break clients: no gateway has recorded any use since 2026-05-05 09:00 UTC.',
      '  Item.createdAt was removed: not used in the last 7 days',
      'Use was recorded from 2026-05-05 09:00 UTC to 2026-05-05 09:00 UTC.',
    ],
  ]);
  expect(await run('check item', changes)).toMatchObject({ exitCode: 0 });
});

it('refuses what does not compose, and says why', async () => {
  const { exitCode, lines } = await run('check item', changeItem(/@key\(fields: "id"\)/, '@key(fields: "nothing")'));
  expect(exitCode).toBe(2);
  expect(lines.join('\n')).toMatch(/^It does not compose:\n {2}\[item\].*nothing/);
});

it('publishes by force, which history tells, and rolls back', async () => {
  expect(await run('publish item', { ...withoutFirst(), force: true, by: 'ben' })).toMatchObject({ exitCode: 0 });
  expect(await run('rollback item', { by: 'ada' })).toMatchObject({
    exitCode: 0,
    lines: expect.arrayContaining(['  Item.availability was added', 'Published: item 3; the supergraph is version 3.']),
  });
  expect((await run('history item')).lines).toEqual([
    '3  2026-05-08T12:30:00.000Z  ada  http://localhost:4002/graphql  (version 1 again)',
    '2  2026-05-08T12:30:00.000Z  ben  http://localhost:4002/graphql',
    '   forced: Item.availability was removed',
    '1  2026-05-08T12:30:00.000Z  ada  http://localhost:4002/graphql',
  ]);
  // Again: not forward to what was rolled back from.
  await expect(run('rollback item', { by: 'ada' })).rejects.toThrow();
  await expect(run('rollback item', { to: '7' })).rejects.toThrow('has no version 7');
});

it('compares versions line by line, and says what clients see of it', async () => {
  const { lines } = await run('diff item', { from: '1', to: '2' });
  const text = lines.join('\n');
  expect(text).toContain('--- item 1\n+++ item 2');
  expect(text).toMatch(/^- {2}availability: Availability!/m);
  expect(text).toMatch(/What clients see of it:\n {2}Item\.availability was removed: breaks who uses it$/);
  expect((await run('diff item')).lines).toEqual(['The schemas are the same.', 'Clients see no difference.']);
});

it('publishes without Redis, and says that gateways find it by themselves', async () => {
  const added = changeItem(AVAILABILITY, '$&  colour: String\n');
  const { exitCode, lines } = await run('publish item', added, { REDIS_URL: 'redis://127.0.0.1:1' });
  expect([exitCode, lines.slice(-2)]).toEqual([
    0,
    [
      'Published: item 4; the supergraph is version 4.',
      'Redis does not answer, so gateways find it when they look for themselves.',
    ],
  ]);
});

it('rolls back to nothing that does not compose with what the others have published since', async () => {
  const review = (field: string) => {
    writeFileSync(file, `type Query { ${field} }`);
    return { file, url: 'http://127.0.0.1:4009/graphql' };
  };
  for (const field of ['reviews: Int', 'ratings: Int'])
    expect(await run('publish review', { ...review(field), force: true })).toMatchObject({ exitCode: 0 });
  const taken = { ...changeItem(/$/, '\nextend type Query { reviews: String }\n'), force: true };
  expect(await run('publish item', taken)).toMatchObject({ exitCode: 0 });
  const { exitCode, lines } = await run('rollback review', { force: true });
  expect(exitCode).toBe(2);
  expect(lines.join('\n')).toMatch(/^It does not compose:\n[\s\S]*Query\.reviews[\s\S]*\nNothing was published\.$/);
  expect((await run('history review')).lines).toHaveLength(2);
});

it('fills a registry once, when two are told to at the same time and nobody has made its tables', async () => {
  const empty = await testDatabase();
  try {
    const fill = () => run('publish', { all: true, 'if-empty': true }, { REGISTRY_MYSQL_URL: empty.url });
    const codes = (await Promise.all([fill(), fill()])).map(({ exitCode }) => exitCode);
    expect([codes, await empty.database.rows('SELECT version FROM supergraph')]).toEqual([[0, 0], [{ version: 1 }]]);
  } finally {
    await empty.drop();
  }
});

it('tells programs the same: one JSON document, and the exit code', async () => {
  const { file: path } = withoutFirst();
  const words = ['commands/src/schema.ts', 'check', 'item', '--file', path, '--json'];
  const env = { ...process.env, ...environment() };
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    execFile(process.execPath, words, { cwd: root, env }, (error, output) =>
      resolve({ code: error === null ? 0 : error.code, stdout: output }),
    );
  });
  expect([code, JSON.parse(stdout)]).toEqual([
    3,
    {
      command: 'check',
      subgraphs: ['item'],
      outcome: expect.stringMatching(/^(use-unknown|breaks-clients)$/),
      changes: expect.arrayContaining([expect.objectContaining({ coordinate: 'Item.availability', isBreaking: true })]),
    },
  ]);
});

it.each([
  ['', {}, 'Say one of check, publish, rollback, history, diff'],
  ['publish', {}, 'Say which subgraphs, or --all'],
  ['history', {}, 'Say which one subgraph'],
  ['check item user', { file: 'x' }, '--file and --url are of one subgraph'],
  ['check item', { days: '0' }, '--days must be a whole number from 1 to 30, not "0".'],
])('answers "%s" %o with a sentence', (words, values, sentence) => {
  expect(() => readSchemaRequest(words.split(' ').filter(Boolean), values)).toThrow(sentence);
});

it('names a subgraph that nobody knows', async () => {
  await expect(run('check nobody')).rejects.toThrow('supergraph.yaml does not name the subgraph "nobody"');
  await expect(run('history nobody')).rejects.toThrow('Nothing was published of the subgraph "nobody".');
});
