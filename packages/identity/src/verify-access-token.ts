import { hash } from 'node:crypto';
import { errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { TOKEN_ALGORITHM, TOKEN_AUDIENCE } from './access-token.ts';
import { createKeyCache, type KeyCacheOptions, type Keys } from './cache-keys.ts';
import { fetchJwks } from './fetch-jwks.ts';
import { roles, type UserViewer, userIdSchema } from './viewer.ts';

export interface AccessTokenVerifier {
  /** The user of a valid token; null for any other. Throws only when no keys can be had at all. */
  verify(token: string, now: Date): Promise<UserViewer | null>;
}

export interface VerifierOptions extends Partial<Omit<KeyCacheOptions, 'fetchKeys'>> {
  /** The address of the issuer's public keys, or what fetches them. */
  readonly jwks: string | URL | (() => Promise<JSONWebKeySet>);
  readonly issuer: string;
  /** Valid tokens that are remembered, by their hash, until they end: their signature is checked once. Default 10,000. */
  readonly rememberedTokens?: number;
}

/** Clocks of two machines may differ by this much. The list of ended sessions keeps its entries longer. */
const SKEW_SECONDS = 30;

interface Verified {
  readonly user: UserViewer;
  readonly endsAt: number;
  /** What it was checked with: newer keys may lack the one that signed it. */
  readonly keys: Keys;
}

const claims = z.object({
  sub: userIdSchema,
  sid: z.string().min(1),
  exp: z.number(),
  roles: z.array(z.enum(roles)),
});

/** Verifies access tokens against cached keys. */
export function createAccessTokenVerifier(options: VerifierOptions): AccessTokenVerifier {
  const { jwks, issuer, rememberedTokens = 10_000, ...cacheOptions } = options;
  const fetchKeys = typeof jwks === 'function' ? jwks : () => fetchJwks(jwks);
  const cache = createKeyCache({ fetchKeys, ...cacheOptions });
  const remembered = new LRUCache<string, Verified>({ max: rememberedTokens });

  async function check(token: string, now: Date, keys: Keys): Promise<Verified> {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: TOKEN_AUDIENCE,
      algorithms: [TOKEN_ALGORITHM],
      typ: 'at+jwt',
      requiredClaims: ['exp', 'sub', 'sid', 'jti'],
      currentDate: now,
      clockTolerance: SKEW_SECONDS,
    });
    const { sub, sid, roles, exp } = claims.parse(payload);
    return { user: { kind: 'user', id: sub, roles, sessionId: sid }, endsAt: (exp + SKEW_SECONDS) * 1_000, keys };
  }

  async function checkWithNewest(token: string, now: Date, keys: Keys): Promise<Verified | null> {
    try {
      return await check(token, now, keys);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) return refusal(error);
    }
    const newer = await cache.newerThan(keys, now);
    if (newer === undefined) return null;
    return check(token, now, newer).catch(refusal);
  }

  return {
    async verify(token, now) {
      // By its hash: a dump of this process's memory is no list of tokens.
      const key = hash('sha256', token, 'base64url');
      const keys = await cache.keys(now);
      const known = remembered.get(key);
      if (known?.keys === keys && now.getTime() < known.endsAt) return known.user;
      const verified = await checkWithNewest(token, now, keys);
      if (verified !== null) remembered.set(key, verified);
      return verified?.user ?? null;
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
