import { UplinkSupergraphManager } from '@apollo/gateway';
import type { Logger } from '@rushgraph/service';
import type { SupergraphSource, TakeSupergraph } from '../load-supergraph/supergraph-source.ts';
import type { StudioAccount } from './report-usage.ts';

export interface UplinkOptions {
  readonly studio: Pick<StudioAccount, 'key' | 'graphRef'>;
  /** Asked in turn; Apollo's own two by default. */
  readonly urls: readonly string[] | undefined;
  readonly logger: Logger;
}

/** After one second, and after two more. */
const START_RETRIES = 2;

/**
 * The supergraph that Apollo Studio has for the graph, asked for as often as Uplink says. Rejects when there is none; while
 * Uplink is away later, the last one stays.
 */
export async function supergraphFromUplink({ studio, urls, logger }: UplinkOptions): Promise<SupergraphSource> {
  let take: TakeSupergraph | undefined;
  let newest: string | undefined;
  let turn: Promise<void> = Promise.resolve();

  /** One after another, and of those that waited meanwhile the newest alone. */
  function handOver(): void {
    turn = turn.then(async () => {
      const sdl = newest;
      if (take === undefined || sdl === undefined) return;
      newest = undefined;
      try {
        await take(sdl);
        logger.info('a new supergraph from Apollo Uplink is served');
      } catch (error) {
        logger.error({ err: error }, 'a new supergraph from Apollo Uplink cannot be served; the last one stays');
      }
    });
  }

  const manager = new UplinkSupergraphManager({
    apiKey: studio.key,
    graphRef: studio.graphRef,
    logger,
    // A start says soon that it cannot succeed; later there is time.
    initialMaxRetries: START_RETRIES,
    ...(urls !== undefined && { uplinkEndpoints: [...urls] }),
  });
  const { supergraphSdl, cleanup } = await manager.initialize({
    update(sdl) {
      newest = sdl;
      handOver();
    },
    healthCheck: async () => undefined,
    getDataSource({ name }) {
      throw new Error(`Nobody asks the subgraph ${name} for its schema`);
    },
  });
  return {
    name: studio.graphRef,
    sdl: supergraphSdl,
    follow(next) {
      take = next;
      handOver();
    },
    async stop() {
      take = undefined;
      // It would wait for a question that is under way, which may take half a minute and concerns nobody any more.
      void cleanup?.();
      await turn;
    },
  };
}
