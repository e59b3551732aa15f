import { randomBytes } from 'node:crypto';
import { eventually, startProcess, startSystem } from '@rushgraph/testkit';
import { expect, test } from 'vitest';

test('becomes ready, tells how far it is behind, and stops in order when it is asked to', async () => {
  const system = await startSystem({ only: ['mypage'] });
  const mypage = system.process('mypage');
  await eventually(async () => {
    const ready = await fetch(`${mypage.operationsUrl}/health/ready`);
    expect(await ready.json()).toEqual({
      status: 'ready',
      dependencies: {
        mongodb: { state: 'up', required: true },
        updates: {
          state: 'up',
          required: true,
          facts: { records: 0, topics: {}, measuredAt: expect.stringMatching(/Z$/) },
        },
      },
    });
  });
  expect(await mypage.kill('SIGTERM')).toBe(0);
  await system.stop();
});

test('says in one sentence why it cannot start', async () => {
  const key = randomBytes(32).toString('base64');
  const VIEWER_KEYS = `user=${key},order=${key},coupon=${key}`;
  const env = { PORT: '0', VIEWER_KEY: key, VIEWER_KEYS, MONGODB_URL: 'mongodb://127.0.0.1:1/x', LOG_LEVEL: 'silent' };
  const mypage = startProcess('mypage', env);
  await expect(mypage.waitReady(15_000)).rejects.toThrow('mypage cannot start: MongoDB at 127.0.0.1:1 cannot be used');
  expect(await mypage.kill()).toBe(1);
});
