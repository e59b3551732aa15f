import { closeRedis, createRedis, pingRedis } from '@rushgraph/redis';
import { createMetrics } from '@rushgraph/service';
import { silentLogger, testRedis } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDenyList } from './deny-list.ts';

const fixture = await testRedis();
const connection = createRedis({ url: fixture.url, name: 'gateway', logger: silentLogger() });
beforeAll(() => pingRedis(connection));
afterAll(async () => {
  await closeRedis(connection);
  await fixture.drop();
});

it('looks sessions up together that are asked for together, and tells each its own', async () => {
  const commands: string[][] = [];
  const denyList = createDenyList({
    redis: {
      mget(keys) {
        commands.push(keys);
        return connection.mget(keys);
      },
    },
    logger: silentLogger(),
    metrics: createMetrics('gateway', { defaults: false }),
  });
  await fixture.redis.set('session:denied:b', '1');
  expect(await Promise.all(['a', 'b', 'c'].map((session) => denyList.isDenied(session)))).toEqual([false, true, false]);
  expect(commands).toEqual([['session:denied:a', 'session:denied:b', 'session:denied:c']]);
  // Asked again each time: an end is seen at once.
  await fixture.redis.set('session:denied:a', '1');
  expect(await denyList.isDenied('a')).toBe(true);
});
