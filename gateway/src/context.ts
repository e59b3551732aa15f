import type { Viewer } from '@rushgraph/identity';
import type { FastifyReply } from 'fastify';

/** What one request of a client carries to the subgraphs. */
export interface GatewayContext {
  readonly viewer: Viewer;
  readonly traceparent: string;
  /** The refresh token of the cookie, for the user subgraph alone. */
  readonly refreshCookie: string | undefined;
  readonly clientAddress: string;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  readonly reply: FastifyReply;
}
