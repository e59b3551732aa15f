import { codedError, type ErrorCode } from '@rushgraph/service';
import type { GraphQLError } from 'graphql';

/** Why a subscription ends that the client has not left and that has not come to its end. */
export type EndReason =
  /** The access token has ended, or was revoked. */
  | 'TOKEN_ENDED'
  /** This gateway stops; another one, or its successor, goes on. */
  | 'DRAINING'
  /** Another supergraph is served: the operation is to be planned anew. */
  | 'SCHEMA_CHANGED'
  /** The subgraph that has the events was away for too long. */
  | 'UPSTREAM_LOST';

const SAID: Readonly<Record<EndReason, readonly [code: ErrorCode, message: string]>> = {
  TOKEN_ENDED: ['UNAUTHENTICATED', 'The access token has ended: refresh it and subscribe again.'],
  DRAINING: ['STREAM_ENDED', 'This gateway stops: subscribe again.'],
  SCHEMA_CHANGED: ['STREAM_ENDED', 'The schema has changed: subscribe again.'],
  UPSTREAM_LOST: ['SUBGRAPH_UNAVAILABLE', 'The service that has the events is not available.'],
};

/** Thrown to whoever reads a subscription, as its last word. */
export class StreamEnded extends Error {
  override readonly name = 'StreamEnded';
  readonly reason: EndReason;
  /** The subgraph that was lost. */
  readonly service: string | undefined;

  constructor(reason: EndReason, service?: string) {
    super(SAID[reason][1]);
    this.reason = reason;
    this.service = service;
  }
}

/** What a client is told of the end. */
export function endError({ reason, service }: StreamEnded): GraphQLError {
  const [code, message] = SAID[reason];
  return codedError(code, message, {
    ...(code === 'STREAM_ENDED' && { reason }),
    ...(service !== undefined && { service }),
  });
}
