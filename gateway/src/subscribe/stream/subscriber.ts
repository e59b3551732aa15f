import type { Viewer } from '@rushgraph/identity';

export type Transport = 'sse' | 'multipart' | 'websocket';

/** Who subscribes, and how. */
export interface Subscriber {
  readonly viewer: Viewer;
  /** When the access token ends, and the subscription with it. */
  readonly endsAt: Date | undefined;
  readonly clientAddress: string;
  readonly traceparent: string;
  readonly transport: Transport;
  /** Whether the client is still connected. */
  readonly isThere: () => boolean;
  /** What the client calls itself. */
  readonly client?: string | undefined;
}
