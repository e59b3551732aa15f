import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Says how many bytes of the old part of the heap each request leaves there until all of it is marked. */
const SCRIPT = `
  import { Agent, get } from 'node:http';
  import { getHeapSpaceStatistics } from 'node:v8';
  import fastify from 'fastify';
  import { TIME_LEFT_HEADER } from '@rushgraph/identity';
  import { limitByCaller } from '${new URL('callers-time.ts', import.meta.url)}';
  const REQUESTS = 1_000;
  const app = fastify();
  app.addHook('onRequest', (request, _, done) => {
    request.viewer = { kind: 'anonymous' };
    done();
  });
  limitByCaller(app, 'item');
  app.get('/', async () => 'ok');
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const options = { agent: new Agent({ keepAlive: true }), headers: { [TIME_LEFT_HEADER]: '5000' } };
  const ask = () => new Promise((resolve) => get(url, options, (answer) => answer.resume().once('end', resolve)));
  async function askAll() {
    for (let n = 0; n < REQUESTS; n++) {
      await ask();
      if (n % 50 === 0) gc({ type: 'minor' });
    }
  }
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;
  await askAll();
  gc();
  const before = old();
  await askAll();
  console.log((old() - before) / REQUESTS);
  options.agent.destroy();
  await app.close();`;

it('keeps nothing of a request until the whole heap is marked', async () => {
  const options = ['--disable-warning=ExperimentalWarning', '--expose-gc'];
  const args = [...options, '--input-type=module', '-e', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  // Some 70; with a weak map from requests to what leads back to them some 3,000.
  expect(Number(stdout)).toBeLessThan(1_000);
}, 60_000);
