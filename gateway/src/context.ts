import type { Viewer } from '@rushgraph/identity';
import type { RequestNote } from './log-requests/request-note.ts';

/** What one request of a client carries to the subgraphs. */
export interface GatewayContext {
  /** For the line that the log gets of this request. */
  readonly note: RequestNote;
  readonly viewer: Viewer;
  readonly traceparent: string;
  /** The Cookie header for the user subgraph alone. */
  readonly refreshCookies: string | undefined;
  readonly clientAddress: string;
  /** Milliseconds until nobody waits for the answer any more. */
  readonly timeLeftMs: () => number;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  /** Adds a Set-Cookie line to the answer; Apollo's own header map would keep only one. */
  readonly setCookie: (line: string) => void;
}
