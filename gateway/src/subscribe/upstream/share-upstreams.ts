import { createNewest, type Newest } from '@rushgraph/concurrency';
import type { Viewer } from '@rushgraph/identity';
import { type Logger, type Metrics, traceparentOf } from '@rushgraph/service';
import { StreamEnded } from '../stream/stream-end.ts';
import { followUpstream } from './follow-upstream.ts';
import type { UpstreamClient } from './open-upstream.ts';

export interface UpstreamsDeps {
  readonly clientOf: (service: string) => UpstreamClient;
  /** Who follows is told something in this time, however often the subgraph is tried meanwhile. */
  readonly firstMs: number;
  /** How long a subgraph may be away later on. */
  readonly patienceMs: number;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Upstreams {
  /**
   * The answers of a subscription of a subgraph, as JSON. Equal ones of one viewer share a stream, and who comes later gets its
   * last answer at once; while the subgraph is away, when it is back. Fails with StreamEnded when the subgraph stays away.
   */
  follow(service: string, body: string, viewer: Viewer): Newest<string>;
}

interface Shared {
  readonly listeners: Set<Newest<string>>;
  readonly leaving: AbortController;
  /** The present state, as far as it is known. */
  last: string | undefined;
  /** Who came while it was not known, has been told nothing yet, and will not wait for ever. */
  readonly untold: Map<Newest<string>, NodeJS.Timeout>;
}

/** Made once: a controller that is given no reason makes one for each, with a stack. */
const LEFT = new Error('Nobody follows any more');

/** Streams from subgraphs, each as long as somebody follows it. */
export function createUpstreams(deps: UpstreamsDeps): Upstreams {
  const { clientOf, logger, metrics } = deps;
  const shared = new Map<string, Shared>();
  const open = metrics.gauge('gateway_upstreams', 'Subscriptions of subgraphs that are followed', ['subgraph']);
  const gaps = metrics.counter('gateway_upstream_gaps_total', 'Subscriptions of subgraphs that were lost', [
    'subgraph',
  ]);

  function begin(key: string, service: string, body: string, viewer: Viewer): Shared {
    const stream: Shared = { listeners: new Set(), leaving: new AbortController(), last: undefined, untold: new Map() };
    shared.set(key, stream);
    open.inc({ subgraph: service });
    const following = followUpstream({
      ...deps,
      client: clientOf(service),
      body,
      viewer,
      traceparent: traceparentOf(undefined),
      signal: stream.leaving.signal,
      onAnswer(json, isNews) {
        stream.last = json;
        for (const listener of isNews ? stream.listeners : stream.untold.keys()) listener.put(json);
        for (const wait of stream.untold.values()) clearTimeout(wait);
        stream.untold.clear();
      },
      onGap(error) {
        stream.last = undefined;
        gaps.inc({ subgraph: service });
        logger.debug({ err: error, subgraph: service }, 'a stream was lost, and is opened again');
      },
    });
    void following.then((ending) => {
      forget(key, stream);
      open.dec({ subgraph: service });
      if (ending === 'lost') logger.warn({ subgraph: service }, 'a stream could not be opened again');
      for (const listener of [...stream.listeners]) {
        if (ending === 'lost') listener.fail(new StreamEnded('UPSTREAM_LOST', service));
        else listener.end();
      }
    });
    return stream;
  }

  function forget(key: string, stream: Shared): void {
    if (shared.get(key) === stream) shared.delete(key);
  }

  return {
    follow(service, body, viewer) {
      const key = `${service} ${JSON.stringify(viewer)} ${body}`;
      const stream = shared.get(key) ?? begin(key, service, body, viewer);
      const listener = createNewest<string>(() => {
        stream.listeners.delete(listener);
        clearTimeout(stream.untold.get(listener));
        stream.untold.delete(listener);
        if (stream.listeners.size > 0) return;
        forget(key, stream);
        stream.leaving.abort(LEFT);
      });
      stream.listeners.add(listener);
      const giveUp = () => listener.fail(new StreamEnded('UPSTREAM_LOST', service));
      if (stream.last === undefined) stream.untold.set(listener, setTimeout(giveUp, deps.firstMs));
      else listener.put(stream.last);
      return listener;
    },
  };
}
