import type { FollowedService } from '@rushgraph/discovery';
import type { Metrics } from '@rushgraph/service';
import { createUpstreamClient, type UpstreamClient, type UpstreamSource } from './open-upstream.ts';

export interface UpstreamClients {
  /** Where a subgraph is. Its subscriptions go there from now on. */
  place(name: string, instances: FollowedService, key: Buffer): void;
  of(name: string): UpstreamClient;
  close(): Promise<void>;
}

/** The clients for subscriptions of all subgraphs, made when they are first needed: most subgraphs have none. */
export function createUpstreamClients(
  settings: Pick<UpstreamSource, 'connectMs' | 'silentMs' | 'now'> & { readonly metrics: Metrics },
): UpstreamClients {
  const connections = settings.metrics.gauge(
    'gateway_upstream_connections',
    'Connections to subgraphs for subscriptions',
    ['subgraph'],
  );
  const sources = new Map<string, UpstreamSource>();
  const clients = new Map<UpstreamSource, UpstreamClient>();
  return {
    place(name, instances, key) {
      if (sources.get(name)?.instances === instances) return;
      const onCount = (change: 1 | -1) => connections.inc({ subgraph: name }, change);
      sources.set(name, { ...settings, name, instances, key, onCount });
    },
    of(name) {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`The supergraph names a subgraph ${name} that has no place`);
      const client = clients.get(source) ?? createUpstreamClient(source);
      clients.set(source, client);
      return client;
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
