import type { EndReason } from '../stream/stream-end.ts';

/** Why a socket is closed from this side, beside what the protocol itself defines. */
export const CLOSED = {
  /** The access token is worthless, has ended or was revoked: clients of graphql-ws ask for a new one and try again. */
  TOKEN_ENDED: { code: 4403, reason: 'The access token is invalid or has ended.' },
  /** The registered code of a server that restarts: clients connect again. */
  DRAINING: { code: 1012, reason: 'This gateway stops: connect again.' },
  SCHEMA_CHANGED: { code: 1012, reason: 'The schema has changed: connect again.' },
  TOO_SLOW: { code: 4508, reason: 'Answers were not read in time.' },
  /** Nobody can be identified at the moment. */
  UNAVAILABLE: { code: 1013, reason: 'Signing in is not possible at the moment.' },
  FAILED: { code: 1011, reason: 'Something went wrong on our side.' },
} as const;

/** Ends that concern all of a socket; the others are told of one subscription. */
export function closingOf(reason: EndReason): { readonly code: number; readonly reason: string } | undefined {
  return reason === 'UPSTREAM_LOST' ? undefined : CLOSED[reason];
}
