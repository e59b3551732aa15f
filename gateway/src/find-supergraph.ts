import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createDatabase } from '@rushgraph/database';
import { closeRedis, createBlockingRedis } from '@rushgraph/redis';
import { startStep } from '@rushgraph/service';
import type { GatewayConfig } from './config.ts';
import { supergraphFromFile } from './load-supergraph/supergraph-from-file.ts';
import type { SupergraphSource } from './load-supergraph/supergraph-source.ts';
import type { SupergraphStatusDeps } from './load-supergraph/supergraph-status.ts';
import { createSupergraphCheck } from './registry/check-supergraph.ts';
import { supergraphFromRegistry } from './registry/supergraph-from-registry.ts';
import { studioAccount } from './studio/studio-settings.ts';

type Deps = Omit<SupergraphStatusDeps, 'source' | 'first'>;

/** One to read with, and one to record with. */
const CONNECTIONS = 2;
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The source that the settings name. Rejects with one sentence when there is no supergraph to begin with. */
export function findSupergraph(config: GatewayConfig, deps: Deps): Promise<SupergraphSource> {
  const studio = studioAccount(config);
  if (config.SUPERGRAPH === 'uplink' && studio !== undefined)
    return startStep('The supergraph cannot be had from Apollo Uplink', async () => {
      // Apollo's gateway is loaded by who needs it.
      const { supergraphFromUplink } = await import('./studio/supergraph-from-uplink.ts');
      return supergraphFromUplink({ ...deps, studio, urls: config.UPLINK_URLS });
    });
  if (config.SUPERGRAPH === 'registry') return fromRegistry(config, deps);
  const path = config.SUPERGRAPH_PATH || root('supergraph.graphql');
  return startStep(`The supergraph ${path} cannot be read`, async () =>
    supergraphFromFile({ ...deps, path, watchMs: config.SUPERGRAPH_WATCH_MS }),
  );
}

async function fromRegistry(config: GatewayConfig, deps: Deps): Promise<SupergraphSource> {
  const { REGISTRY_MYSQL_URL: url, REDIS_URL, REGISTRY_POLL_MS: pollMs, REGISTRY_RECORD_MS: recordMs } = config;
  const { host, pathname } = new URL(url);
  const database = createDatabase({ url, connectionLimit: CONNECTIONS });
  const redis = createBlockingRedis({ url: REDIS_URL, name: 'gateway-registry', logger: deps.logger });
  const close = () => Promise.all([database.close(), closeRedis(redis)]);
  // Another registry has another supergraph.
  const keptPath =
    config.SUPERGRAPH_KEPT_PATH || root(`.stack/supergraph-${hash('sha256', host + pathname).slice(0, 12)}.json`);
  try {
    const source = await startStep(`The supergraph cannot be had from the schema registry at ${host}`, () =>
      supergraphFromRegistry({
        ...deps,
        check: createSupergraphCheck(config.VIEWER_KEYS),
        database,
        redis,
        keptPath,
        pollMs,
        recordMs,
      }),
    );
    return {
      ...source,
      async stop() {
        await source.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
