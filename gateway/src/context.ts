import type { Viewer } from '@rushgraph/identity';

/** What one request of a client carries to the subgraphs. */
export interface GatewayContext {
  readonly viewer: Viewer;
  readonly traceparent: string;
  /** The refresh token of the cookie, for the user subgraph alone. */
  readonly refreshCookie: string | undefined;
  readonly clientAddress: string;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  /** Adds a Set-Cookie line to the answer; Apollo's own header map would keep only one. */
  readonly setCookie: (line: string) => void;
}
