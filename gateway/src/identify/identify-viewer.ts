import { type AccessTokenVerifier, codedError, type Viewer } from '@rushgraph/identity';
import type { DenyList } from './deny-list.ts';

export interface IdentifyDeps {
  readonly verifier: AccessTokenVerifier;
  readonly denyList: DenyList;
  readonly now: () => Date;
}

/** One object, so that what is signed for it can be remembered. */
const anonymous: Viewer = { kind: 'anonymous' };
const BEARER = /^Bearer +([^\s]+)$/i;

/**
 * Who a request comes from: anonymous without a token or with an empty header, the user with a valid one. A token that was sent but is not
 * valid is always refused (UNAUTHENTICATED, HTTP 401): a client drops it, and calls `refreshSession` without one.
 */
export async function identifyViewer(
  authorization: string | undefined,
  { verifier, denyList, now }: IdentifyDeps,
): Promise<Viewer> {
  // An empty header is what Apollo's documented link sends for somebody who is signed out.
  if (authorization === undefined || authorization.trim() === '') return anonymous;
  const token = BEARER.exec(authorization)?.[1];
  const user = token === undefined ? null : await verifier.verify(token, now());
  if (user === null || (await denyList.isDenied(user.sessionId))) {
    throw codedError('UNAUTHENTICATED', 'The access token is invalid, expired or revoked.');
  }
  return user;
}
