import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JSONWebKeySet, SignJWT } from 'jose';
import type { Role } from './viewer.ts';

/** Who may accept the token: the gateway, and nobody behind it. */
export const TOKEN_AUDIENCE = 'rushgraph';
export const TOKEN_ALGORITHM = 'EdDSA';

export interface AccessTokenSigner {
  sign(session: AccessTokenSession): Promise<{ readonly token: string; readonly expiresAt: Date }>;
  /** The public half, as served at `/.well-known/jwks.json`. */
  jwks(): JSONWebKeySet;
}

export interface AccessTokenSession {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly sessionId: string;
  readonly now: Date;
}

export interface SignerOptions {
  /** Ed25519 private key as PKCS8 PEM. */
  readonly privateKeyPem: string;
  readonly issuer: string;
  /** Default 900: fifteen minutes. */
  readonly ttlSeconds?: number;
}

/** Signs access tokens: EdDSA JWTs whose `kid` is the thumbprint of the key. Throws when the key is not Ed25519. */
export async function createAccessTokenSigner(options: SignerOptions): Promise<AccessTokenSigner> {
  const { privateKeyPem, issuer, ttlSeconds = 900 } = options;
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new RangeError('the access token key must be an Ed25519 private key');
  const publicJwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(publicJwk);
  const jwks = { keys: [{ ...publicJwk, kid, alg: TOKEN_ALGORITHM, use: 'sig' }] };
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
