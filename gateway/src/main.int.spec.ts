import { randomBytes } from 'node:crypto';
import { eventually, startProcess, startSystem } from '@rushgraph/testkit';
import { expect, test } from 'vitest';
import { subgraphNames } from './config.ts';

const keys = subgraphNames.map((name) => `${name}=${randomBytes(32).toString('base64')}`).join(',');
const alone = { PORT: '0', VIEWER_KEYS: keys, REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent' };

test('is ready without any subgraph, says which are away, and stops in order when it is asked to', async () => {
  const system = await startSystem({ only: ['gateway'] });
  try {
    await eventually(async () => {
      const response = await fetch(`${system.process('gateway').operationsUrl}/health/ready`);
      const away = { state: 'down', required: false, error: expect.any(String) };
      expect([response.status, await response.json()]).toEqual([
        200,
        {
          status: 'degraded',
          dependencies: {
            supergraph: {
              state: 'up',
              required: false,
              facts: {
                source: expect.stringMatching(/supergraph\.graphql$/),
                served: 'the file',
                since: expect.any(String),
              },
            },
            redis: { state: 'up', required: false },
            ...Object.fromEntries(subgraphNames.map((name) => [name, away])),
          },
        },
      ]);
    });
    const { status, errors } = await system.graph('{ items { nodes { id } } }');
    expect([status, errors?.[0]?.path, errors?.[0]?.extensions]).toEqual([
      200,
      ['items'],
      { code: 'SUBGRAPH_UNAVAILABLE', service: 'item' },
    ]);
    expect(await system.process('gateway').kill('SIGTERM')).toBe(0);
  } finally {
    await system.stop();
  }
});

test('is ready, only degraded, without Redis', async () => {
  const system = await startSystem({ only: ['gateway'], env: { gateway: { REDIS_URL: 'redis://127.0.0.1:1' } } });
  try {
    const ready = await fetch(`${system.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'degraded' }]);
  } finally {
    await system.stop();
  }
});

test.each([
  ['a supergraph that is not there', { SUPERGRAPH_PATH: '/nowhere/supergraph.graphql' }, 'cannot be read'],
  ['a file that is no supergraph', { SUPERGRAPH_PATH: import.meta.filename }, 'cannot be served'],
  ['settings that cannot work', { SUBGRAPH_TIMEOUT_MS: '0' }, 'SUBGRAPH_TIMEOUT_MS must be a whole number'],
])('says in one sentence that it cannot start with %s', async (_, env, sentence) => {
  const gateway = startProcess('gateway', { ...alone, ...env });
  await expect(gateway.waitReady(15_000)).rejects.toThrow('gateway cannot start: ');
  expect(gateway.logs()).toContain(sentence);
  expect(await gateway.kill()).toBe(1);
});
