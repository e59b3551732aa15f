import type { Viewer } from '@rushgraph/identity';

/** Who asks, and the trace that their request belongs to: what every resolver may need of a request. */
export interface Requester {
  readonly viewer: Viewer;
  readonly traceparent: string;
}
