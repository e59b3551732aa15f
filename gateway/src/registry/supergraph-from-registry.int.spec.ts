import { readFile, writeFile } from 'node:fs/promises';
import { eventually } from '@rushgraph/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from '../../test/ask.ts';
import { type FollowingGateway, publishedShop } from '../../test/published-shop.ts';
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

const served = async ({ app }: FollowingGateway, field = 'count') => (await ask(app, `{ ${field} }`)).status === 200;
const without = () => registry.changed('item', 'count: Int', '');
const kept = async () => JSON.parse(await readFile(registry.keptPath, 'utf8')).version;
const dependency = async ({ health }: FollowingGateway, name: string) => (await health.report()).dependencies[name];

/** Puts a supergraph into the registry that no command would publish. */
async function publishBad(version: number, sdl = 'type Query { broken: Int }'): Promise<void> {
  await registry.server.database.run('INSERT INTO supergraph VALUES (?)', [[version, sdl, '{}', new Date()]]);
  await registry.redis.publish('schema-registry:published', String(version));
}

test('what is published is served, and kept on disk', async () => {
  const gateway = await registry.follow();
  expect(await served(gateway)).toBe(true);
  expect(await dependency(gateway, 'supergraph')).toMatchObject({ state: 'up', facts: { served: 'version 1' } });
  await eventually(async () => expect(await kept()).toBe(1));
});

test('a publication that Redis tells of is served long before the next look', async () => {
  const gateway = await registry.follow();
  await eventually(async () =>
    expect(await registry.redis.call('PUBSUB', 'NUMSUB', 'schema-registry:published')).not.toContain(0),
  );
  await registry.publish([without()]);
  await eventually(async () => expect(await served(gateway)).toBe(false));
  expect(await served(gateway, 'headers')).toBe(true);
  await eventually(async () => expect(await kept()).toBe(2));
  expect(await gateway.metrics()).toMatch(/gateway_supergraphs_total\{outcome="served",.*\} 1\n/);
});

test('a request ends with the supergraph that it began with', async () => {
  const gateway = await registry.follow({ pollMs: 100 });
  const slow = ask(gateway.app, '{ slow count }');
  await eventually(() => expect(shop.slowCalls()).toBe(1));
  await registry.publish([without()]);
  await eventually(async () => expect(await served(gateway)).toBe(false));
  shop.release();
  expect(await slow).toMatchObject({ status: 200, data: { slow: 'done', count: null } });
});

test('a publication that nobody told of is found', async () => {
  const gateway = await registry.follow({ pollMs: 100 });
  await registry.publish([without()], {}, false);
  await eventually(async () => expect(await served(gateway)).toBe(false));
});

test('what cannot be served is refused: readiness, metrics and log say so, the last one stays, and the next one is served', async () => {
  const gateway = await registry.follow({ pollMs: 100 });
  await publishBad(2);
  await eventually(async () =>
    expect(await dependency(gateway, 'supergraph')).toMatchObject({
      state: 'down',
      required: false,
      error: expect.stringMatching(/^version 2 cannot be served, version 1 stays: /),
      facts: { served: 'version 1' },
    }),
  );
  expect((await gateway.health.report()).status).toBe('degraded');
  expect(await gateway.metrics()).toMatch(/gateway_supergraphs_total\{outcome="refused",.*\} 1\n/);
  expect(gateway.lines.join()).toContain('the last one stays');
  expect([await served(gateway), await kept()]).toEqual([true, 1]);
  await publishBad(3, shop.supergraphSdl.replace(/^ {2}count: Int.*\n/m, ''));
  await eventually(async () => expect(await served(gateway)).toBe(false));
  expect(await dependency(gateway, 'supergraph')).toMatchObject({ state: 'up', facts: { served: 'version 3' } });
});

test('a subgraph whose calls nobody can sign is refused, too', async () => {
  const gateway = await registry.follow({ pollMs: 100 });
  const stranger = { name: 'stranger', url: 'http://127.0.0.1:1/graphql', sdl: 'type Query { stranger: Int }' };
  await registry.publish([stranger]);
  await eventually(async () =>
    expect(await dependency(gateway, 'supergraph')).toMatchObject({
      error: expect.stringContaining('no key for the subgraph stranger'),
    }),
  );
  expect(await served(gateway)).toBe(true);
});

test('a gateway starts with what was good before, when what is published now is not', async () => {
  await (await registry.follow()).stop();
  await publishBad(2);
  const gateway = await registry.follow();
  expect(await served(gateway)).toBe(true);
  expect(await dependency(gateway, 'supergraph')).toMatchObject({ state: 'down', facts: { served: 'version 1' } });
});

test('what was published while a gateway was down is served from its first request on', async () => {
  await (await registry.follow()).stop();
  await registry.publish([without()]);
  const gateway = await registry.follow();
  expect(await served(gateway)).toBe(false);
});

test.each(['breakOff', 'fallSilent'] as const)(
  'while MySQL is away (%s) gateways go on, new ones start from disk, and all serve the newest when it is back',
  async (howMysqlFails) => {
    const before = await registry.follow({ pollMs: 100 });
    await eventually(async () => expect(await kept()).toBe(1));
    registry.mysqlProxy[howMysqlFails]();
    const after = await registry.follow({ pollMs: 100 });
    await registry.publish([without()]);
    for (const gateway of [before, after]) {
      await eventually(async () =>
        expect(await dependency(gateway, 'registry')).toMatchObject({ state: 'down', required: false }),
      );
      expect(await served(gateway)).toBe(true);
    }
    registry.mysqlProxy.pass();
    for (const gateway of [before, after]) {
      await eventually(async () => expect(await served(gateway)).toBe(false));
      expect(await dependency(gateway, 'registry')).toMatchObject({ state: 'up' });
    }
  },
);

test('while Redis is away publications are found, and after it publications are told again', async () => {
  const gateway = await registry.follow({ pollMs: 100 });
  const told = await registry.follow();
  registry.redisProxy.breakOff();
  await registry.publish([without()]);
  await eventually(async () => expect(await served(gateway)).toBe(false));
  expect(await served(told)).toBe(true);
  registry.redisProxy.pass();
  await eventually(async () => expect(await served(told)).toBe(false));
  await registry.publish();
  await eventually(async () => expect(await served(told)).toBe(true));
});

test('a gateway does not start without the registry and without anything on disk, and says so', async () => {
  registry.mysqlProxy.breakOff();
  await expect(registry.follow()).rejects.toThrow(
    `nothing has been published that can be had, and nothing is kept at ${registry.keptPath}`,
  );
});

test('a gateway that has nothing on disk waits for a registry that is slow', async () => {
  registry.mysqlProxy.fallSilent();
  const lines: string[] = [];
  const starting = registry.follow({ lines });
  await eventually(() => expect(lines.join()).toContain('the schema registry does not answer'));
  registry.mysqlProxy.pass();
  expect(await served(await starting)).toBe(true);
});

test('a file that is no supergraph is told, and the registry asked', async () => {
  await writeFile(registry.keptPath, '{"version":1,"sdl":"type Qu');
  const gateway = await registry.follow();
  expect(gateway.lines.join()).toContain('holds no supergraph');
  expect(await served(gateway)).toBe(true);
  await eventually(async () => expect(await kept()).toBe(1));
});

test.each([
  ['is none', () => 'type Query { broken: Int }'],
  [
    'names a subgraph whose calls nobody can sign any more',
    () => shop.supergraphSdl.replaceAll('name: "item"', 'name: "gone"'),
  ],
])('a start does without what was kept when it %s, and takes what is published', async (_, sdl) => {
  await writeFile(registry.keptPath, JSON.stringify({ version: 1, sdl: sdl() }));
  const gateway = await registry.follow();
  expect(gateway.lines.join()).toContain('cannot be served any more');
  expect(await served(gateway)).toBe(true);
  await eventually(async () =>
    expect(JSON.parse(await readFile(registry.keptPath, 'utf8')).sdl).toContain('name: "item"'),
  );
});

test('a supergraph that cannot be kept is served all the same, and the log says so', async () => {
  const gateway = await registry.follow({ path: '/dev/null/supergraph.json' });
  expect(await served(gateway)).toBe(true);
  await eventually(() => expect(gateway.lines.join()).toContain('cannot be kept on disk'));
});
