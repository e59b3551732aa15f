import type { Viewer } from '@rushgraph/identity';
import { signed } from './viewers.ts';

export interface StreamedAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next answer; `complete` at the end, `lost` when the stream was cut off. */
  next(): Promise<StreamedAnswer | 'complete' | 'lost'>;
  /** All answers until the end, and how it ended. */
  all(): Promise<readonly (StreamedAnswer | 'complete' | 'lost')[]>;
  leave(): void;
}

/** Posts an operation and reads the answers as graphql-sse sends them, one by one. */
export async function openEventStream(
  url: string,
  { body, headers = {} }: { readonly body: object; readonly headers?: Readonly<Record<string, string>> },
): Promise<EventStream> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
    signal: leaving.signal,
  });
  const pieces = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';

  async function next(): Promise<StreamedAnswer | 'complete' | 'lost'> {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const event = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (event.startsWith('event: complete')) return 'complete';
        if (event.startsWith('event: next')) return JSON.parse(event.slice(event.indexOf('data: ') + 6));
      } else {
        const piece = await pieces?.read().catch(() => undefined);
        if (piece?.value === undefined) return 'lost';
        rest += piece.value;
      }
    }
  }

  return {
    status: response.status,
    headers: response.headers,
    next,
    async all() {
      const answers: (StreamedAnswer | 'complete' | 'lost')[] = [];
      do answers.push(await next());
      while (typeof answers.at(-1) === 'object');
      return answers;
    },
    leave: () => leaving.abort(),
  };
}

/** Subscribes at a subgraph that listens at `origin`, signed as this viewer. */
export function followSubgraph(
  origin: string,
  service: string,
  viewer: Viewer,
  body: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
): Promise<EventStream> {
  return openEventStream(`${origin}/graphql/stream`, { body, headers: signed(viewer, service) });
}
