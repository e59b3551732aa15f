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
  /** When nothing was answered by then, the instance is left. */
  readonly answerMs: number;
  /** The same where there is another instance: the store of this one may hang, and not that of the other. */
  readonly answerMsBesideOthers: number;
  /** Each answer, as JSON. */
  readonly onAnswer: (json: string) => void;
}

export interface UpstreamClient {
  /** Resolves when the subgraph has completed the subscription; rejects when it was lost, or left by the signal. */
  open(request: UpstreamRequest): Promise<void>;
  close(): Promise<void>;
}

/** An instance that has lost a subscription gets no other for so long, if there is another one. */
const AVOIDED_MS = 5_000;
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
      // Another one may have taken its place while it closed.
      onIdle: () => connections.get(href) === connection && connections.delete(href),
    });
    connections.set(href, connection);
    return connection;
  }

  return {
    async open({ viewer, onAnswer, answerMs, answerMsBesideOthers, ...request }) {
      const instance = spread.choose();
      if (instance === undefined) throw new Error(`No instance of ${name} is known`);
      spread.begun(instance);
      try {
        await connectionTo(instance).follow({
          ...request,
          viewer: sign(viewer, now()),
          answerMs: spread.isAlone(instance) ? answerMs : answerMsBesideOthers,
          onAnswer(json) {
            spread.answered(instance);
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
function spreadSubscriptions({ instances, now }: UpstreamSource) {
  const counts = new Map<string, number>();
  /** Until when. Answers of others say nothing of one that has failed: it has no subscriptions, and would be taken first. */
  const avoided = new Map<string, number>();
  const countOf = (id: string) => counts.get(id) ?? 0;
  function count({ id }: ServiceInstance, change: 1 | -1): void {
    const left = countOf(id) + change;
    if (left === 0) counts.delete(id);
    else counts.set(id, left);
  }
  function choose(): ServiceInstance | undefined {
    const at = now().getTime();
    for (const [id, until] of avoided) if (until <= at) avoided.delete(id);
    return instances.pick(new Set(avoided.keys()), countOf) ?? instances.pick(new Set(), countOf);
  }
  return {
    choose,
    isAlone: ({ id }: ServiceInstance) => instances.pick(new Set([id]), countOf) === undefined,
    begun: (instance: ServiceInstance) => count(instance, 1),
    ended: (instance: ServiceInstance) => count(instance, -1),
    lost: ({ id }: ServiceInstance) => void avoided.set(id, now().getTime() + AVOIDED_MS),
    answered: ({ id }: ServiceInstance) => void avoided.delete(id),
  };
}
