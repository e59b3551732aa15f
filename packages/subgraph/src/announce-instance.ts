import { setTimeout as pause } from 'node:timers/promises';
import type { Announcement, Discovery } from '@rushgraph/discovery';
import type { SubgraphConfig } from '@rushgraph/service';
import type { FastifyInstance } from 'fastify';

export interface AnnouncedInstance {
  /** Lets others find the server, which listens. */
  announce(app: FastifyInstance): void;
  /** Nobody finds it any more. Resolves when those who know it still have had the time to hear of that. */
  leave(): Promise<void>;
}

interface AnnounceDeps {
  readonly service: string;
  readonly config: SubgraphConfig;
  readonly discovery: Discovery;
  readonly instanceId: string;
}

/** Four looks of those who follow the registry. */
const DRAIN_WAIT_MS = 2_000;

/** An instance in the registry, if its settings say that it is to be found there and it answers queries. */
export function announcedInstance({ service, config, discovery, instanceId }: AnnounceDeps): AnnouncedInstance {
  const { ANNOUNCE_HOST: host } = config;
  const isFound = host !== undefined && config.ROLES.has('api');
  const waitMs = config.DRAIN_WAIT_MS ?? (isFound ? DRAIN_WAIT_MS : 0);
  let announcement: Announcement | undefined;
  return {
    announce(app) {
      const address = app.server.address();
      if (!isFound || address === null || typeof address === 'string') return;
      const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${address.port}/graphql`);
      announcement = discovery.announce(service, { url, run: instanceId });
    },
    async leave() {
      await announcement?.leave();
      await pause(waitMs);
    },
  };
}
