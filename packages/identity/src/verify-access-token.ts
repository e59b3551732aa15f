import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE } from './access-token.ts';
import { roles, type UserViewer } from './viewer.ts';

export interface AccessTokenVerifier {
  /** The user of a valid token; null for any other. Throws only when the keys cannot be had. */
  verify(token: string, now: Date): Promise<UserViewer | null>;
}

export interface VerifierOptions {
  /** Fetches the issuer's public keys. */
  readonly jwks: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  /** An unknown key id fetches the keys again, at most this often. Default 10,000. */
  readonly refetchAfterMs?: number;
}

const claims = z.object({ sub: z.string(), sid: z.string(), roles: z.array(z.enum(roles)) });

/** Verifies access tokens against cached keys. */
export function createAccessTokenVerifier(options: VerifierOptions): AccessTokenVerifier {
  const { jwks, issuer, refetchAfterMs = 10_000 } = options;
  let cached: { readonly keys: ReturnType<typeof createLocalJWKSet>; readonly at: number } | undefined;
  let fetching: Promise<ReturnType<typeof createLocalJWKSet>> | undefined;

  async function fetchKeys(now: Date) {
    fetching ??= jwks()
      .then((set) => {
        const keys = createLocalJWKSet(set);
        cached = { keys, at: now.getTime() };
        return keys;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  }

  async function check(token: string, now: Date, keys: ReturnType<typeof createLocalJWKSet>): Promise<UserViewer> {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: TOKEN_AUDIENCE,
      algorithms: [TOKEN_ALGORITHM],
      typ: 'at+jwt',
      requiredClaims: ['exp', 'sub', 'sid'],
      currentDate: now,
    });
    const { sub, sid, roles } = claims.parse(payload);
    return { kind: 'user', id: sub, roles, sessionId: sid };
  }

  return {
    async verify(token, now) {
      const known = cached ?? { keys: await fetchKeys(now), at: now.getTime() };
      try {
        return await check(token, now, known.keys);
      } catch (error) {
        const mayBeNewer = now.getTime() - known.at >= refetchAfterMs;
        if (!(error instanceof errors.JWKSNoMatchingKey) || !mayBeNewer) return refusal(error);
      }
      try {
        return await check(token, now, await fetchKeys(now));
      } catch (error) {
        return refusal(error);
      }
    },
  };
}

/** A token that is wrong in any way is no token; anything else is a fault of ours. */
function refusal(error: unknown): null {
  if (error instanceof errors.JOSEError || error instanceof z.ZodError) return null;
  throw error;
}

/** The Redis key that ends a session before its access token does. */
export function deniedSessionKey(sessionId: string): string {
  return `session:denied:${sessionId}`;
}
