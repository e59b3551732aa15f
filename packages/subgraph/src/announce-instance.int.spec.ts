import { createDiscovery, type Discovery } from '@rushgraph/discovery';
import { createHealth, loadConfig, subgraphSettings } from '@rushgraph/service';
import { eventually, silentLogger, testRedis, testViewerKey } from '@rushgraph/testkit';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { announcedInstance } from './announce-instance.ts';

const { url: redisUrl, flush, drop } = await testRedis();
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await flush();
});
afterAll(drop);

function discovery(): Discovery {
  const made = createDiscovery({ redisUrl, health: createHealth(), logger: silentLogger(), random: Math.random });
  stops.push(() => made.stop());
  return made;
}

/** A server that listens, and what announces it by these settings. */
async function instance(env: Readonly<Record<string, string>>, instanceId = 'first') {
  const app = fastify();
  app.get('/graphql', async () => 'here');
  await app.listen({ port: 0, host: '127.0.0.1' });
  stops.push(() => app.close());
  const config = loadConfig(z.object(subgraphSettings(4099)), { VIEWER_KEY: testViewerKey.toString('base64'), ...env });
  const announced = announcedInstance({ service: 'small', config, discovery: discovery(), instanceId });
  announced.announce(app);
  return { app, announced };
}

const portOf = (app: FastifyInstance) => Number(new URL(app.listeningOrigin).port);

it('is found under the port that it has, and is not any more when it leaves, while it still answers', async () => {
  const { app, announced } = await instance({ ANNOUNCE_HOST: '127.0.0.1' });
  const service = discovery().follow('small', 'registry:small');
  const url = `http://127.0.0.1:${portOf(app)}/graphql`;
  await eventually(() => expect(service.known().map((one) => [one.url.href, one.run])).toEqual([[url, 'first']]));
  const other = await instance({ ANNOUNCE_HOST: '127.0.0.1' }, 'second');
  let hasLeft = false;
  const leaving = announced.leave().then(() => {
    hasLeft = true;
  });
  await eventually(() => expect(service.known().map(({ run }) => run)).toEqual(['second']));
  // Whoever knew it still is answered.
  expect([hasLeft, await (await fetch(url)).text()]).toEqual([false, 'here']);
  await leaving;
  await other.announced.leave();
});

it.each([
  ['only works', { ANNOUNCE_HOST: '127.0.0.1', ROLES: 'worker' }],
  ['is not told by which host', {}],
])('is not announced when it %s', async (_, env) => {
  await instance(env);
  await instance({ ANNOUNCE_HOST: '::1' }, 'second');
  const service = discovery().follow('small', 'registry:small');
  await eventually(() =>
    expect(service.known().map(({ url, run }) => [url.hostname, run])).toEqual([['[::1]', 'second']]),
  );
});

it('refuses a host that is none', () => {
  const read = () => loadConfig(z.object(subgraphSettings(4099)), { ANNOUNCE_HOST: 'http://order', VIEWER_KEY: '' });
  expect(read).toThrow('ANNOUNCE_HOST must be the name or the address of this computer, as others reach it');
});
