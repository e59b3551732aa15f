import { UplinkSupergraphManager } from '@apollo/gateway';
import { createHandOver } from '../load-supergraph/hand-over.ts';
import type { SupergraphSource } from '../load-supergraph/supergraph-source.ts';
import { createSupergraphStatus, type SupergraphStatusDeps } from '../load-supergraph/supergraph-status.ts';
import type { StudioAccount } from './report-usage.ts';

export interface UplinkOptions extends Omit<SupergraphStatusDeps, 'source' | 'first'> {
  readonly studio: Pick<StudioAccount, 'key' | 'graphRef'>;
  /** Asked in turn; Apollo's own two by default. */
  readonly urls: readonly string[] | undefined;
}

/** After one second, and after two more. */
const START_RETRIES = 2;

/**
 * The supergraph that Apollo Studio has for the graph, asked for as often as Uplink says. Rejects when there is none; while
 * Uplink is away later, the last one stays.
 */
export async function supergraphFromUplink({ studio, urls, ...deps }: UplinkOptions): Promise<SupergraphSource> {
  const { logger, now } = deps;
  const nameNow = () => `that of ${now().toISOString()}`;
  const source = `Apollo Uplink, ${studio.graphRef}`;
  const { offer, ...handOver } = createHandOver(createSupergraphStatus({ ...deps, source, first: nameNow() }));
  const manager = new UplinkSupergraphManager({
    apiKey: studio.key,
    graphRef: studio.graphRef,
    logger,
    // A start says soon that it cannot succeed; later there is time.
    initialMaxRetries: START_RETRIES,
    ...(urls !== undefined && { uplinkEndpoints: [...urls] }),
  });
  const { supergraphSdl, cleanup } = await manager.initialize({
    update: (sdl) => offer({ sdl, name: nameNow() }),
    healthCheck: async () => undefined,
    getDataSource({ name }) {
      throw new Error(`Nobody asks the subgraph ${name} for its schema`);
    },
  });
  return {
    name: studio.graphRef,
    sdl: supergraphSdl,
    ...handOver,
    async stop() {
      // It would wait for a question that is under way, which may take half a minute and concerns nobody any more.
      void cleanup?.();
      await handOver.stop();
    },
  };
}
