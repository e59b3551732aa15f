import { createHash, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { type JSONWebKeySet, SignJWT } from 'jose';
import { z } from 'zod';
import { parsePrivateKey, parsePublicKey } from './parse-key.ts';
import type { Role } from './viewer.ts';

/** Who may accept the token: the gateway, and nobody behind it. */
export const TOKEN_AUDIENCE = 'rushgraph';
export const TOKEN_ALGORITHM = 'EdDSA';

export interface AccessTokenSigner {
  sign(session: AccessTokenSession): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** The public halves of the signing key and of the further ones, as served at `/.well-known/jwks.json`. */
  jwks(): JSONWebKeySet;
}

export interface AccessTokenSession {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly sessionId: string;
  readonly now: Date;
}

export interface SignerOptions {
  /** Ed25519 private key as PKCS8 PEM, in any of the spellings of `parsePrivateKey`. */
  readonly privateKeyPem: string;
  /**
   * Keys that are published and do not sign, private or public: the next one before it signs, so that every verifier has
   * it by then, and the last one until its tokens have ended. Default: none.
   */
  readonly furtherKeyPems?: readonly string[];
  readonly issuer: string;
  /** Default 900: fifteen minutes. */
  readonly ttlSeconds?: number;
}

/** Signs access tokens: EdDSA JWTs whose `kid` is the thumbprint of the key. Throws RangeError when the key is not Ed25519. */
export function createAccessTokenSigner(options: SignerOptions): AccessTokenSigner {
  const { privateKeyPem, furtherKeyPems = [], issuer, ttlSeconds = 900 } = options;
  const privateKey = parsePrivateKey(privateKeyPem);
  const own = publishedKey(createPublicKey(privateKey));
  const published = [own, ...furtherKeyPems.map((pem) => publishedKey(parsePublicKey(pem)))];
  const { kid } = own;
  const jwks = { keys: [...new Map(published.map((key) => [key.kid, key])).values()] };
  return {
    async sign({ userId, roles, sessionId, now }) {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const token = await new SignJWT({ roles, sid: sessionId })
        .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(TOKEN_AUDIENCE)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ttlSeconds)
        .sign(privateKey);
      return { token, expiresAt: new Date((issuedAt + ttlSeconds) * 1000) };
    },
    jwks: () => jwks,
  };
}

const ed25519 = z.object({ crv: z.literal('Ed25519'), kty: z.literal('OKP'), x: z.string() });

function publishedKey(key: KeyObject) {
  const jwk = ed25519.parse(key.export({ format: 'jwk' }));
  return { ...jwk, kid: thumbprint(jwk), alg: TOKEN_ALGORITHM, use: 'sig' };
}

/** RFC 7638: SHA-256 over the required members in alphabetical order. */
function thumbprint({ crv, kty, x }: z.infer<typeof ed25519>): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}
