import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PUBLISHED_CHANNEL } from '@rushgraph/schema-registry/supergraphs';
import { Redis } from 'ioredis';
import { gatewaySettings } from '../gateway/our-gateway.ts';
import { type Contestant, startOnCore, startStubs } from '../gateway/start-contestants.ts';
import { type BenchServers, root } from '../harness/bench-servers.ts';

/** A gateway that serves what a schema registry has, before subgraphs with made-up answers. */
export interface SwapGateway extends Contestant {
  /** Publishes a supergraph, and tells the gateway. */
  publish(sdl: string): Promise<void>;
  /** Resolves when what was published last is served. */
  untilServed(): Promise<void>;
  /** Supergraphs that were served since the start, and that were refused. */
  supergraphs(): Promise<{ readonly served: number; readonly refused: number }>;
}

/** Below those that the system gives to outgoing connections. */
const SEEN_EVERY_MS = 200;
const [STUB_PORT, GATEWAY_PORT, OPERATIONS_PORT] = [24_960, 24_961, 24_962];

export async function startSwapGateway(servers: BenchServers, jwks: string, first: string): Promise<SwapGateway> {
  const { database, url } = await servers.database('registry', join(root, 'packages/schema-registry/migrations'));
  const redis = new Redis(servers.redisUrl);
  const folder = mkdtempSync(join(tmpdir(), 'rushgraph-swaps-'));
  let version = 0;

  async function publish(sdl: string): Promise<void> {
    version += 1;
    await database.run('INSERT INTO supergraph VALUES (?)', [[version, sdl, '{}', new Date()]]);
    await redis.publish(PUBLISHED_CHANNEL, String(version));
  }

  await publish(first);
  const stubs = await startStubs(STUB_PORT, jwks);
  const env = {
    ...gatewaySettings(servers.redisUrl, STUB_PORT),
    OPERATIONS_PORT: String(OPERATIONS_PORT),
    SUPERGRAPH: 'registry',
    REGISTRY_MYSQL_URL: url,
    SUPERGRAPH_KEPT_PATH: join(folder, 'supergraph.json'),
  };
  const kind = { name: 'gateway', script: 'gateway/src/main.ts', args: [], env };
  const stopOthers = async () => {
    await stubs.stop();
    redis.disconnect();
    rmSync(folder, { recursive: true });
  };
  let gateway: Contestant;
  try {
    // Its planner threads may run beside it, as they may in production.
    gateway = await startOnCore(kind, GATEWAY_PORT, 'any');
  } catch (error) {
    await stopOthers();
    throw error;
  }
  return {
    ...gateway,
    publish,
    async untilServed() {
      while (
        !(await (await fetch(`http://127.0.0.1:${OPERATIONS_PORT}/health/ready`)).text()).includes(
          `"version ${version}"`,
        )
      )
        await setTimeout(SEEN_EVERY_MS);
    },
    async supergraphs() {
      const text = await (await fetch(`http://127.0.0.1:${OPERATIONS_PORT}/metrics`)).text();
      const count = (outcome: string) =>
        Number(new RegExp(`^gateway_supergraphs_total\\{outcome="${outcome}".*\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
      return { served: count('served'), refused: count('refused') };
    },
    async stop() {
      await gateway.stop();
      await stopOthers();
    },
  };
}
