import { canHaveOwnRedis, silentLogger, type TestRedisCluster, testRedisCluster } from '@rushgraph/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closeRedis, createRedisCluster, defineScript, pingRedis } from './index.ts';

describe.runIf(canHaveOwnRedis())('a cluster', () => {
  let nodes: TestRedisCluster;
  let redis: ReturnType<typeof createRedisCluster>;
  beforeAll(async () => {
    nodes = await testRedisCluster();
    redis = createRedisCluster({ url: nodes.url, name: 'spec', logger: silentLogger() });
    await pingRedis(redis);
  });
  afterAll(async () => {
    await closeRedis(redis);
    await nodes.drop();
  });

  it('is found by one of its nodes, and has every key on the node that it belongs to', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    for (const name of names) await redis.set(name, name);
    expect(await Promise.all(names.map((name) => redis.get(name)))).toEqual(names);
    const sizes = await Promise.all(redis.nodes('master').map((node) => node.dbsize()));
    expect(sizes.filter((size) => size > 0)).toHaveLength(3);
  });

  it('runs a script that none of its nodes has seen, on the node of the keys', async () => {
    const lua = "return redis.call('INCRBY', KEYS[1], ARGV[1]) + redis.call('INCR', KEYS[2])";
    const run = defineScript(redis, { name: 'add', lua, keys: 2, reply: z.int() });
    for (const tag of ['a', 'b', 'c', 'd']) expect(await run([`{${tag}}:1`, `{${tag}}:2`], [5])).toBe(6);
    await expect(run(['{a}:1', '{b}:1'], [1])).rejects.toThrow(/slot/);
  });
});

it('says at once when there is no cluster', async () => {
  const redis = createRedisCluster({ url: 'redis://127.0.0.1:1', name: 'spec', logger: silentLogger() });
  await expect(redis.get('k')).rejects.toThrow();
  await closeRedis(redis);
});
