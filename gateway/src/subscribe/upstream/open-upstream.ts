import type { ServiceInstance } from '@rushgraph/discovery';
import { createViewerSigner, VIEWER_HEADER, type Viewer } from '@rushgraph/identity';
import type { PickInstance } from '@rushgraph/resilience';
import { Agent } from 'undici';
import { createEventReader } from './read-events.ts';

export interface UpstreamSource {
  readonly name: string;
  /** Where it is. */
  readonly instances: PickInstance<ServiceInstance>;
  readonly key: Buffer;
  readonly connectMs: number;
  /** A stream that is silent for longer is lost: its heartbeats come more often. */
  readonly silentMs: number;
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
  /** Resolves when the subgraph has completed the subscription; rejects when the stream was lost, or left by the signal. */
  open(request: UpstreamRequest): Promise<void>;
  close(): Promise<void>;
}

/** A single answer that is longer is not read. */
const LONGEST_CHARACTERS = 16 * 1_048_576;

/** Streams of one subgraph. Each has a connection of its own, beside those of requests. */
export function createUpstreamClient(source: UpstreamSource): UpstreamClient {
  const { name, key, connectMs, silentMs, now } = source;
  const spread = spreadStreams(source);
  const sign = createViewerSigner({ audience: name, key });
  const agent = new Agent({
    connections: null,
    connectTimeout: connectMs,
    headersTimeout: silentMs,
    bodyTimeout: silentMs,
  });
  return {
    open({ body, viewer, traceparent, signal, onAnswer }) {
      const instance = spread.choose();
      if (instance === undefined) return Promise.reject(new Error(`No instance of ${name} is known`));
      const { origin, pathname } = instance.url;
      const ended = Promise.withResolvers<void>();
      let isComplete = false;
      let abort: ((reason: Error) => void) | undefined;
      let unread = 0;
      const read = createEventReader(({ event, data }) => {
        unread = 0;
        if (event === 'next') onAnswer(data);
        if (event === 'complete') isComplete = true;
      });
      const text = new TextDecoder();
      const leave = () => abort?.(left());
      signal.addEventListener('abort', leave, { once: true });
      spread.begun(instance);
      agent.dispatch(
        {
          origin,
          path: `${pathname}/stream`,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'text/event-stream',
            [VIEWER_HEADER]: sign(viewer, now()),
            traceparent,
          },
          body,
        },
        {
          onRequestStart(controller) {
            abort = (reason) => controller.abort(reason);
            if (signal.aborted) leave();
          },
          onResponseStart(controller, status) {
            if (status === 200) spread.answered();
            else controller.abort(new Error(`HTTP ${status} instead of a stream`));
          },
          onResponseData(controller, chunk) {
            unread += chunk.length;
            if (unread > LONGEST_CHARACTERS) controller.abort(new Error('An answer of the stream is too long'));
            else read(text.decode(chunk, { stream: true }));
          },
          onResponseEnd() {
            if (isComplete) return ended.resolve();
            spread.lost(instance);
            ended.reject(new Error('The stream ended without being complete'));
          },
          onResponseError(_controller, error) {
            if (!signal.aborted) spread.lost(instance);
            ended.reject(error);
          },
        },
      );
      return ended.promise.finally(() => {
        spread.ended(instance);
        signal.removeEventListener('abort', leave);
      });
    },
    close: () => agent.destroy(),
  };
}

/** Which instance gets the next stream: one that has few, and not the one that has just lost one. */
function spreadStreams({ instances }: UpstreamSource) {
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

function left(): Error {
  return new Error('Nobody follows the stream any more');
}
