import { createDatabase, type Database } from '@rushgraph/database';
import { type StoreProxy, startStoreProxy, type TestDatabase, testDatabase } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { order, publication, user } from '../test/published-shop.ts';
import { migrationsFolder } from './open-registry.ts';
import { publishSchemas } from './publish-schemas.ts';
import { readGraph } from './store/read-graph.ts';

let server: TestDatabase;
let proxy: StoreProxy;
let through: Database;
beforeAll(async () => {
  server = await testDatabase(migrationsFolder);
  const url = new URL(server.url);
  proxy = await startStoreProxy(Number(url.port));
  url.port = String(proxy.port);
  through = createDatabase({ url: url.href, connectionLimit: 2 });
});
afterAll(async () => {
  await through.close();
  await proxy.stop();
  await server.drop();
});
beforeEach(async () => {
  proxy.pass();
  for (const table of ['schema_version', 'supergraph']) await server.database.run(`DELETE FROM ${table}`);
});

it('publishes nothing half when MySQL goes away between the rows and the commit', async () => {
  await publishSchemas(through, publication([user(), order()]));
  const breaking: Database = {
    ...through,
    transaction: (work, options) =>
      through.transaction(async (tx) => {
        const result = await work(tx);
        proxy.breakOff();
        return result;
      }, options),
  };
  const wanted = publication([user('id: ID!  name: String!  nick: String  a: Int'), order('count: Int  b: Int')]);
  await expect(publishSchemas(breaking, wanted)).rejects.toThrow();
  expect(await readGraph(server.database)).toMatchObject({ version: 1 });
  expect(await server.database.rows('SELECT version FROM schema_version')).toEqual([{ version: 1 }, { version: 1 }]);
  proxy.pass();
  expect(await publishSchemas(through, wanted)).toMatchObject({ published: { version: 2 } });
});
