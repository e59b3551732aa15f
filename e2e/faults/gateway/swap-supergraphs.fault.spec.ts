import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Database } from '@rushgraph/database';
import { migrationsFolder } from '@rushgraph/schema-registry';
import { composeSupergraph, readSubgraphs } from '@rushgraph/schema-registry/compose';
import { PUBLISHED_CHANNEL } from '@rushgraph/schema-registry/supergraphs';
import { eventually, faultRow, startSystem, TimeoutError, testDatabase, testStack } from '@rushgraph/testkit';
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { startLoad } from './gateway-load.ts';
import { metricOf } from './gateway-metrics.ts';

const SWAPS = 100;
const MINUTE_MS = 60_000;
/** A busy computer takes longer; one that does not come so far in this time says nothing of swaps under load. */
const LONGEST_MS = 200_000;
const LEAST_SWAPS = 10;
const root = join(import.meta.dirname, '..', '..', '..');

/** The shop's supergraph, and the same with one field more. */
function supergraphs(): readonly [string, string] {
  const subgraphs = readSubgraphs(join(root, 'supergraph.yaml'), {});
  const more = subgraphs.map(({ sdl, ...subgraph }) => ({
    ...subgraph,
    sdl: subgraph.name === 'item' ? `${sdl}\nextend type Item { colour: String }\n` : sdl,
  }));
  const [plain, withMore] = [subgraphs, more].map((all) => {
    const composition = composeSupergraph(all);
    if (!composition.ok) throw new Error(composition.problems.join('\n'));
    return composition.supergraphSdl;
  });
  if (plain === undefined || withMore === undefined) throw new Error('Nothing was composed');
  return [plain, withMore];
}

async function publish(registry: Database, version: number, sdl: string): Promise<void> {
  await registry.run('INSERT INTO supergraph VALUES (?)', [[version, sdl, '{}', new Date()]]);
}

faultRow(`${SWAPS} supergraphs in a minute, under full load: no request fails`, async () => {
  const [plain, withMore] = supergraphs();
  const registry = await testDatabase(migrationsFolder);
  const redis = new Redis(testStack().redisUrl);
  await publish(registry.database, 1, plain);
  const system = await startSystem({
    only: ['user', 'item', 'gateway'],
    env: {
      gateway: {
        SUPERGRAPH: 'registry',
        REGISTRY_MYSQL_URL: registry.url,
        SUPERGRAPH_KEPT_PATH: join(root, '.stack', `kept-${process.pid}.json`),
        RATE_LIMITS: 'off',
      },
    },
  });
  try {
    const gateway = system.process('gateway');
    const swapped = (outcome: string) => metricOf(gateway, 'gateway_supergraphs_total', { outcome });
    const load = await startLoad(system);
    const start = performance.now();
    const tookMs = () => Math.round(performance.now() - start);
    let swaps = 0;
    while (swaps < SWAPS && tookMs() < LONGEST_MS) {
      const pace = setTimeout(MINUTE_MS / SWAPS);
      swaps += 1;
      await publish(registry.database, swaps + 1, swaps % 2 === 0 ? plain : withMore);
      await redis.publish(PUBLISHED_CHANNEL, String(swaps + 1));
      await eventually(async () => expect(await swapped('served')).toBe(swaps), { everyMs: 100, timeoutMs: 60_000 });
      await pace;
    }
    const took = tookMs();
    const { answered, failed } = await load.stop();
    process.stdout.write(`${swaps} supergraphs in ${took} ms, ${answered} requests answered meanwhile\n`);
    expect([failed.length, failed[0], await swapped('served'), await swapped('refused')]).toEqual([
      0,
      undefined,
      swaps,
      0,
    ]);
    if (swaps < LEAST_SWAPS) throw new TimeoutError(`Only ${swaps} supergraphs were served in ${took} ms`);
  } finally {
    await system.stop();
    redis.disconnect();
    await registry.drop();
  }
});
