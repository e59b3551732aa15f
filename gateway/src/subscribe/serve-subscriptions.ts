import type { FastifyInstance } from 'fastify';
import type { ServeStreamsDeps } from './over-http/http-subscriber.ts';
import { serveStreams } from './over-http/serve-streams.ts';
import { type AcceptSocketsDeps, acceptSockets } from './over-websocket/accept-sockets.ts';
import type { StreamLimits } from './stream/limit-streams.ts';
import { allowedOrigins } from './stream/origins.ts';

export interface StreamSettings extends StreamLimits {
  /** So long a transport is silent at most. */
  readonly heartbeatMs: number;
  /** A client that has taken nothing for so long is given up. */
  readonly stuckMs: number;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonic: () => number;
  /** A WebSocket's client gets this long to say who it is. */
  readonly initMs: number;
}

export interface ServeSubscriptionsDeps
  extends Omit<ServeStreamsDeps, 'isAllowedOrigin'>,
    Omit<AcceptSocketsDeps, 'isAllowedOrigin' | 'server'> {
  /** Origins of pages that may subscribe, beside the gateway's own. */
  readonly origins: readonly (string | RegExp)[];
}

/** Subscriptions over every transport; when the server closes they end first, with a reason. */
export function serveSubscriptions(app: FastifyInstance, deps: ServeSubscriptionsDeps): void {
  const isAllowedOrigin = allowedOrigins(deps.origins);
  const streams = serveStreams(app, { ...deps, isAllowedOrigin });
  const sockets = acceptSockets({ ...deps, isAllowedOrigin, server: app.server });
  app.addHook('preClose', async () => {
    deps.live.drain();
    streams.close();
    await sockets.close();
  });
}
