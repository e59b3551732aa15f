import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@rushgraph/database';
import { createBlockingRedis } from '@rushgraph/redis';
import { migrationsFolder, type Publication, publishSchemas } from '@rushgraph/schema-registry';
import type { SubgraphDefinition } from '@rushgraph/schema-registry/compose';
import { PUBLISHED_CHANNEL } from '@rushgraph/schema-registry/supergraphs';
import { createHealth, createLogger, createMetrics } from '@rushgraph/service';
import { startStoreProxy, testDatabase, testRedis } from '@rushgraph/testkit';
import type { FastifyInstance } from 'fastify';
import type { SupergraphSource } from '../src/load-supergraph/supergraph-source.ts';
import { createSupergraphCheck } from '../src/registry/check-supergraph.ts';
import { supergraphFromRegistry } from '../src/registry/supergraph-from-registry.ts';
import type { SmallShop, SmallSubgraph } from './small-shop.ts';

/** A gateway that follows the registry, and what it tells. */
export interface FollowingGateway {
  readonly app: FastifyInstance;
  readonly source: SupergraphSource;
  readonly lines: string[];
  readonly health: ReturnType<typeof createHealth>;
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** A schema registry for the small shop, on a database and a Redis that can be cut off from gateways. */
export async function publishedShop(shop: SmallShop) {
  const [server, redis, folder] = await Promise.all([
    testDatabase(migrationsFolder),
    testRedis(),
    mkdtemp(join(tmpdir(), 'kept-')),
  ]);
  const mysqlProxy = await proxyOf(server.url);
  const redisProxy = await proxyOf(redis.url);
  const keptPath = join(folder, 'supergraph.json');
  const started: FollowingGateway[] = [];

  return {
    server,
    redis: redis.redis,
    mysqlProxy,
    redisProxy,
    keptPath,
    /** Publishes all, or changed, subgraphs; `tell` says whether gateways are told. */
    async publish(
      schemas: readonly SubgraphDefinition[] = shop.definitions,
      changes: Partial<Publication> = {},
      tell = true,
    ) {
      const at = new Date();
      const outcome = await publishSchemas(server.database, {
        schemas,
        by: 'ada',
        at,
        since: new Date(at.getTime() - 7 * 24 * HOUR_MS),
        force: true,
        ...changes,
      });
      const { version } = outcome.published ?? {};
      if (tell && version !== undefined) await redis.redis.publish(PUBLISHED_CHANNEL, String(version));
      return outcome;
    },
    /** A subgraph of the shop with a part of its schema replaced. */
    changed(name: SmallSubgraph, from: string, to: string): SubgraphDefinition {
      const found = shop.definitions.find((definition) => definition.name === name);
      if (found?.sdl.includes(from) !== true) throw new Error(`${name} has no "${from}"`);
      return { ...found, sdl: found.sdl.replace(from, to) };
    },
    /** Starts a gateway as its process does, on what is kept. */
    async follow({ pollMs = HOUR_MS, path = keptPath, lines = [] as string[] } = {}): Promise<FollowingGateway> {
      const destination = { write: (line: string) => lines.push(line) };
      const logger = createLogger({ service: 'gateway', level: 'info', pretty: false, destination });
      const health = createHealth({ now: ticking() });
      const metrics = createMetrics('gateway', { defaults: false });
      const database = createDatabase({ url: mysqlProxy.url, connectionLimit: 2 });
      const listening = createBlockingRedis({ url: redisProxy.url, name: 'gateway-registry', logger });
      const close = async () => {
        listening.disconnect();
        await database.close();
      };
      try {
        const source = await supergraphFromRegistry({
          database,
          redis: listening,
          check: createSupergraphCheck(shop.keys),
          keptPath: path,
          pollMs,
          recordMs: 50,
          health,
          metrics,
          logger,
          now: () => new Date(),
        });
        const app = await shop.gateway({
          supergraphSdl: source.sdl,
          followSupergraph: source.follow,
          firstTexts: source.firstTexts,
          use: source.use,
          health,
          metrics,
          logger,
        });
        await source.settled();
        let stopped: Promise<void> | undefined;
        const stop = () => {
          stopped ??= source.stop().then(close);
          return stopped;
        };
        const gateway = { app, source, lines, health, metrics: () => metrics.registry.metrics(), stop };
        started.push(gateway);
        return gateway;
      } catch (error) {
        await close();
        throw error;
      }
    },
    async stop() {
      await Promise.all(started.splice(0).map((gateway) => gateway.stop()));
    },
    async drop() {
      await this.stop();
      await Promise.all([mysqlProxy.stop(), redisProxy.stop()]);
      await Promise.all([server.drop(), redis.drop(), rm(folder, { recursive: true })]);
    },
  };
}

async function proxyOf(address: string) {
  const url = new URL(address);
  const proxy = await startStoreProxy(Number(url.port));
  url.port = String(proxy.port);
  return { ...proxy, url: url.href };
}

/** Each question of readiness is answered anew. */
function ticking(): () => Date {
  let time = Date.now();
  return () => {
    time += 1_000;
    return new Date(time);
  };
}
