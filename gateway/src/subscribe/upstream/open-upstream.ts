import type { ServiceInstance } from '@rushgraph/discovery';
import { createViewerSigner, type ServiceViewer, VIEWER_HEADER, type Viewer } from '@rushgraph/identity';
import type { PickInstance } from '@rushgraph/resilience';
import {
  createUpstreamConnection,
  type UpstreamConnection,
  type UpstreamConnectionOptions,
} from './upstream-connection.ts';

export interface UpstreamSource extends Pick<UpstreamConnectionOptions, 'connectMs' | 'silentMs' | 'onCount'> {
  readonly name: string;
  /** Where it is. */
  readonly instances: PickInstance<ServiceInstance>;
  readonly key: Buffer;
  readonly now: () => Date;
}

export interface UpstreamRequest {
  /** The subscription, as JSON. */
  readonly body: string;
  readonly viewer: Viewer;
  readonly traceparent: string;
  readonly signal: AbortSignal;
  /** Each answer, as JSON. */
  readonly onAnswer: (json: string) => void;
}

export interface UpstreamClient {
  /** Resolves when the subgraph has completed the subscription; rejects when it was lost, or left by the signal. */
  open(request: UpstreamRequest): Promise<void>;
  close(): Promise<void>;
}

const GATEWAY: ServiceViewer = { kind: 'service', name: 'gateway' };

/** Subscriptions of one subgraph, over one connection to each of its instances. */
export function createUpstreamClient(source: UpstreamSource): UpstreamClient {
  const { name, key, now } = source;
  const spread = spreadSubscriptions(source);
  const sign = createViewerSigner({ audience: name, key });
  const connections = new Map<string, UpstreamConnection>();

  function connectionTo({ url: { href } }: ServiceInstance): UpstreamConnection {
    const known = connections.get(href);
    if (known !== undefined) return known;
    const connection = createUpstreamConnection({
      ...source,
      url: href,
      headers: () => ({ [VIEWER_HEADER]: sign(GATEWAY, now()) }),
      onIdle: () => connections.delete(href),
    });
    connections.set(href, connection);
    return connection;
  }

  return {
    async open({ viewer, onAnswer, ...request }) {
      const instance = spread.choose();
      if (instance === undefined) throw new Error(`No instance of ${name} is known`);
      spread.begun(instance);
      try {
        await connectionTo(instance).follow({
          ...request,
          viewer: sign(viewer, now()),
          onAnswer(json) {
            spread.answered();
            onAnswer(json);
          },
        });
      } catch (error) {
        if (!request.signal.aborted) spread.lost(instance);
        throw error;
      } finally {
        spread.ended(instance);
      }
    },
    async close() {
      for (const connection of connections.values()) connection.close();
    },
  };
}

/** Which instance gets the next subscription: one that has few, and not the one that has just lost one. */
function spreadSubscriptions({ instances }: UpstreamSource) {
  const counts = new Map<string, number>();
  const avoided = new Set<string>();
  const countOf = (id: string) => counts.get(id) ?? 0;
  function count({ id }: ServiceInstance, change: 1 | -1): void {
    const left = countOf(id) + change;
    if (left === 0) counts.delete(id);
    else counts.set(id, left);
  }
  return {
    choose: () => instances.pick(avoided, countOf) ?? instances.pick(new Set(), countOf),
    begun: (instance: ServiceInstance) => count(instance, 1),
    ended: (instance: ServiceInstance) => count(instance, -1),
    lost: ({ id }: ServiceInstance) => void avoided.add(id),
    answered: () => avoided.clear(),
  };
}
