import { race, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { buildSchema, Kind, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AT, order, publication, user } from '../test/published-shop.ts';
import { migrationsFolder } from './open-registry.ts';
import { publishSchemas } from './publish-schemas.ts';
import { readHistory, readVersion } from './store/history.ts';
import { readGraph } from './store/read-graph.ts';
import { ANY, describeOperation, recordUse } from './use/index.ts';

let server: TestDatabase;
beforeAll(async () => {
  server = await testDatabase(migrationsFolder);
});
afterAll(() => server.drop());
beforeEach(async () => {
  for (const table of ['schema_version', 'supergraph', 'operation', 'operation_use'])
    await server.database.run(`DELETE FROM ${table}`);
});

const publish = (...given: Parameters<typeof publication>) => publishSchemas(server.database, publication(...given));
const rows = async (table: string) =>
  (await server.database.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n;

/** Records that clients have sent an operation. */
async function use(text: string, clients: Readonly<Record<string, number>>, at = AT): Promise<void> {
  const schema = buildSchema('type Query { me: User } type User { id: ID!  name: String!  nick: String  count: Int }');
  const document = parse(text);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const described = describeOperation(schema, document, operation);
  const uses = Object.entries(clients).map(([client, count]) => ({ hash: described.hash, client, uses: count }));
  await recordUse(server.database, { uses, fresh: [described], at });
}

it('publishes schemas with what they compose to, with who and when', async () => {
  expect(await publish([user(), order()])).toMatchObject({
    published: { version: 1, versions: { user: 1, order: 1 }, isForced: false },
  });
  const second = await publish([order('count: Int  last: String')], { by: 'ben' });
  expect(second).toMatchObject({ published: { version: 2, versions: { order: 2 } } });
  const graph = await readGraph(server.database);
  expect(graph).toMatchObject({ version: 2, supergraphSdl: expect.stringContaining('last: String') });
  expect(Object.fromEntries((graph?.subgraphs ?? []).map(({ name, version }) => [name, version]))).toEqual({
    user: 1,
    order: 2,
  });
  const entry = { at: AT, url: order().url, forced: null, repeats: null };
  expect(await readHistory(server.database, 'order', 10)).toEqual([
    { ...entry, version: 2, by: 'ben' },
    { ...entry, version: 1, by: 'ada' },
  ]);
  expect(await readVersion(server.database, 'order', 1)).toEqual(order());
  expect(await readVersion(server.database, 'order', 3)).toBeUndefined();
});

it('publishes nothing that is published already', async () => {
  await publish([user()]);
  expect(await publish([user()])).toEqual({ published: undefined, verdict: { outcome: 'unchanged' } });
  expect([await rows('schema_version'), await rows('supergraph')]).toEqual([1, 1]);
});

it('publishes nothing that does not compose, forced or not', async () => {
  await publish([user()]);
  for (const force of [false, true])
    expect(await publish([order('name: Int')], { force })).toEqual({
      published: undefined,
      verdict: {
        outcome: 'does-not-compose',
        problems: expect.arrayContaining([expect.stringContaining('User.name')]),
      },
    });
  expect([await rows('schema_version'), await rows('supergraph')]).toEqual([1, 1]);
});

it('refuses to remove what is used, and names the operations that would break', async () => {
  await publish([user(), order()]);
  await use('query Mine { me { name } }', { web: 1_200, phone: 3 });
  await use('query Mine { me { name } }', { web: 4 }, new Date('2026-05-02T00:00:00.000Z'));
  await use('query Mine { me { name } }', { web: 500 }, new Date('2026-05-01T11:00:00.000Z'));
  await use('{ me { nick } }', { web: 7 });
  const refused = await publish([user('id: ID!  nick: String')]);
  expect(refused).toMatchObject({ published: undefined, verdict: { outcome: 'breaks-clients' } });
  expect(refused.verdict).toMatchObject({
    recorded: { from: new Date('2026-05-02T00:00:00.000Z') },
    changes: [
      {
        coordinate: 'User.name',
        kind: 'removed',
        words: 'User.name was removed',
        isBreaking: true,
        uses: 1_207,
        clients: [
          { client: 'web', uses: 1_204 },
          { client: 'phone', uses: 3 },
        ],
        operations: [{ name: 'Mine', text: expect.stringContaining('me') }],
      },
    ],
  });
  expect([await rows('schema_version'), await rows('supergraph')]).toEqual([2, 1]);
});

it('lets go what nobody uses', async () => {
  await publish([user(), order()]);
  await use('{ me { name } }', { web: 1 });
  expect(await publish([user('id: ID!  name: String!')])).toMatchObject({
    verdict: { outcome: 'compatible' },
    published: { version: 2, isForced: false },
  });
});

it('lets go nothing as long as nobody knows what is used', async () => {
  await publish([user(), order()]);
  expect(await publish([user('id: ID!  name: String!')])).toMatchObject({
    published: undefined,
    verdict: { outcome: 'use-unknown', recorded: undefined, changes: [{ coordinate: 'User.nick', uses: 0 }] },
  });
  expect(await publish([user('id: ID!  name: String!  nick: String  age: Int')])).toMatchObject({
    published: { version: 2 },
  });
});

it('takes what could not be described for a use of everything, and what has lost its description', async () => {
  await publish([user(), order()]);
  await recordUse(server.database, { uses: [{ hash: ANY.hash, client: 'web', uses: 2 }], fresh: [ANY], at: AT });
  const without = user('id: ID!  name: String!');
  expect(await publish([without])).toMatchObject({ verdict: { outcome: 'breaks-clients', changes: [{ uses: 2 }] } });
  await server.database.run('DELETE FROM operation');
  expect(await publish([without])).toMatchObject({ verdict: { outcome: 'breaks-clients', changes: [{ uses: 2 }] } });
});

it('spares operations that are valid with an argument that is required from now on', async () => {
  const withArgument = (type: string) => {
    const { sdl, ...rest } = user();
    return { ...rest, sdl: sdl.replace('me: User', `me(by: ${type}): User`) };
  };
  await publish([withArgument('ID'), order()]);
  const schema = buildSchema('type Query { me(by: ID): User } type User { id: ID! }');
  for (const text of ['query ($by: ID!) { me(by: $by) { id } }', 'query ($by: ID) { me(by: $by) { id } }']) {
    const document = parse(text);
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    const fresh = [describeOperation(schema, document, operation)];
    await recordUse(server.database, {
      uses: fresh.map(({ hash }) => ({ hash, client: 'web', uses: 1 })),
      fresh,
      at: AT,
    });
  }
  expect((await publish([withArgument('ID!')])).verdict).toMatchObject({
    changes: [{ uses: 1, operations: [{ text: expect.stringContaining('($by: ID)') }] }],
  });
});

it('publishes what breaks clients when it is forced to, and keeps that it was', async () => {
  await publish([user(), order()]);
  await use('{ me { name nick } }', { web: 1 });
  expect(await publish([user('id: ID!')], { force: true })).toMatchObject({ published: { isForced: true } });
  expect(await readHistory(server.database, 'user', 1)).toMatchObject([
    { version: 2, forced: ['User.name was removed', 'User.nick was removed'] },
  ]);
});

it('gives each of many who publish at once a version of its own, upon what the others have published', async () => {
  await publish([user(), order()]);
  const settled = await race(8, (index) => publish([order(`count: Int  field${index}: Int`)], { force: true }));
  expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect([await rows('schema_version'), await rows('supergraph')]).toEqual([10, 9]);
  const entries = await readHistory(server.database, 'order', 20);
  expect(entries.map(({ version }) => version)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

it('keeps what two others publish at the same time in the supergraph', async () => {
  await publish([user(), order()]);
  const settled = await race(2, (index) =>
    publish([index === 0 ? order('count: Int  a: Int') : user(`${'id: ID!  name: String!  nick: String'}  b: Int`)]),
  );
  expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(await readGraph(server.database)).toMatchObject({
    version: 3,
    supergraphSdl: expect.stringMatching(/a: Int[\s\S]*b: Int/),
  });
});

it('would publish upon a graph that has changed without the key of its version', async () => {
  await publish([user(), order()]);
  await server.database.run('ALTER TABLE supergraph DROP PRIMARY KEY');
  try {
    await race(2, (index) =>
      publish([index === 0 ? order('count: Int  a: Int') : user('id: ID!  name: String!  nick: String  b: Int')]),
    );
    expect(await server.database.rows('SELECT version FROM supergraph WHERE version = 2')).toHaveLength(2);
  } finally {
    await server.database.run('DELETE FROM supergraph');
    await server.database.run('ALTER TABLE supergraph ADD PRIMARY KEY (version)');
  }
});

it('publishes nothing half: when one of its rows is refused, none is there', async () => {
  await publish([user(), order()]);
  const unnameable = { ...order('count: Int  a: Int'), url: `http://${'x'.repeat(600)}/graphql` };
  await expect(publish([user('id: ID!  name: String!  nick: String  b: Int'), unnameable])).rejects.toThrow();
  expect([await rows('schema_version'), await rows('supergraph')]).toEqual([2, 1]);
});
