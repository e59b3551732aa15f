import { checkSchemas, readGraph } from '@rushgraph/schema-registry';
import { eventually } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { publishedShop } from '../../test/published-shop.ts';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';

let shop: SmallShop;
let registry: Awaited<ReturnType<typeof publishedShop>>;
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  registry = await publishedShop(shop);
  await registry.publish();
});
afterEach(() => registry.drop());

interface Recorded {
  readonly name: string | null;
  readonly client: string;
  readonly uses: number;
  readonly text: string | null;
}
const recorded = () =>
  registry.server.database.rows<Recorded>(
    `SELECT MIN(o.name) AS name, u.client, SUM(u.uses) AS uses, MIN(o.text) AS text FROM operation_use u
     JOIN operation o ON o.hash = u.operation_hash GROUP BY o.hash, u.client ORDER BY name, u.client`,
  );
const web = { 'apollographql-client-name': 'web' };

test('a breaking removal is refused with the operations that would break; unused fields may go', async () => {
  const { app } = await registry.follow();
  const authorization = `Bearer ${await shop.signIn()}`;
  for (let n = 0; n < 3; n += 1) await ask(app, 'query Mine { me { name } }', { ...web, authorization });
  await ask(app, 'query Mine { me { name } }', { authorization });
  await eventually(async () => expect((await recorded()).reduce((sum, { uses }) => sum + Number(uses), 0)).toBe(4));

  const refused = await registry.publish([registry.changed('user', '  name: String!', '')], { force: false });
  expect(refused).toMatchObject({
    published: undefined,
    verdict: {
      outcome: 'breaks-clients',
      changes: [
        {
          coordinate: 'User.name',
          uses: 4,
          clients: [
            { client: 'web', uses: 3 },
            { client: 'unnamed', uses: 1 },
          ],
          operations: [{ name: 'Mine' }],
        },
      ],
    },
  });
  expect(await registry.publish([registry.changed('item', 'count: Int', '')], { force: false })).toMatchObject({
    published: { version: 2, isForced: false },
  });
});

test('what was executed is counted, by client; what was refused is not, nor who has made up a name', async () => {
  const { app } = await registry.follow();
  await ask(app, 'query A { count }', web);
  await ask(app, 'query A { nothing }', web);
  await ask(app, 'query A {', web);
  await ask(app, 'query B { bug }', { 'apollographql-client-name': '<script>' });
  await eventually(async () => expect(await recorded()).toHaveLength(2));
  expect((await recorded()).map(({ name, client, uses }) => [name, client, Number(uses)])).toEqual([
    ['A', 'web', 1],
    ['B', 'unnamed', 1],
  ]);
});

test('what a client wrote into an operation is kept nowhere', async () => {
  const { app } = await registry.follow();
  const operation = 'query Item { list(first: 7654321) { label } }';
  await ask(app, operation, web);
  await ask(app, 'query Sorted($by: Order) { sorted(by: $by) }', web);
  await eventually(async () => expect(await recorded()).toHaveLength(2));
  const everything = JSON.stringify([
    await registry.server.database.rows('SELECT * FROM operation'),
    await registry.server.database.rows('SELECT * FROM operation_use'),
  ]);
  expect(everything).not.toContain('7654321');
  expect(everything).toContain('sorted(by: $by)');
});

test('while the registry is away counts wait, and none is lost', async () => {
  const gateway = await registry.follow();
  registry.mysqlProxy.breakOff();
  for (let n = 0; n < 5; n += 1) await ask(gateway.app, 'query A { count }', web);
  await eventually(() => expect(gateway.lines.join()).toContain('use cannot be recorded'));
  registry.mysqlProxy.pass();
  await ask(gateway.app, 'query A { count }', web);
  await eventually(async () => expect(await recorded()).toMatchObject([{ name: 'A', client: 'web' }]));
  await eventually(async () => expect(Number((await recorded())[0]?.uses)).toBe(6));
});

test('what is left is recorded when the gateway stops', async () => {
  const gateway = await registry.follow();
  await ask(gateway.app, 'query A { count headers }', web);
  await gateway.stop();
  expect(await recorded()).toMatchObject([{ name: 'A' }]);
});

// Apollo's own executor keeps its plans to itself.
test.skipIf(inject('gatewayEngine') === 'apollo')(
  'a gateway has planned what is asked most before anybody asks',
  async () => {
    const gateway = await registry.follow();
    await ask(gateway.app, 'query A { count headers }', web);
    await gateway.stop();
    const next = await registry.follow();
    expect(await next.metrics()).toMatch(/gateway_planning_seconds_count\{.*\} 2\n/);
    await ask(next.app, 'query A { count headers }', web);
    expect(await next.metrics()).toMatch(/gateway_planning_seconds_count\{.*\} 2\n/);
  },
);

test('nothing is taken for unused because there was no room to describe who uses it', async () => {
  const { database } = registry.server;
  const numbers = Array.from({ length: 20_000 }, (_, number) => `f${number}`);
  await database.run('INSERT INTO operation VALUES ?', [numbers.map((hash) => [hash, null, 'query', '[]', null])]);
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  await database.run('INSERT INTO operation_use VALUES ?', [numbers.map((hash) => [hour, hash, 'web', 1])]);
  const { app, metrics } = await registry.follow();
  await ask(app, 'query A { count }', web);
  await eventually(async () => expect(await metrics()).toMatch(/gateway_use_undescribed_total\{.*\} 1\n/));
  const without = async (name: 'item' | 'user', field: string) =>
    checkSchemas(database, {
      base: await readGraph(database),
      schemas: [registry.changed(name, field, '')],
      since: hour,
      now: new Date(),
    });
  await eventually(async () =>
    expect(await without('item', 'count: Int')).toMatchObject({
      outcome: 'breaks-clients',
      changes: [{ coordinate: 'Query.count', uses: 1, operations: [{ name: 'others with Query.count' }] }],
    }),
  );
  // Nor for used, by somebody who asks something else every time.
  expect(await without('user', '  name: String!')).toMatchObject({ outcome: 'compatible' });
});
