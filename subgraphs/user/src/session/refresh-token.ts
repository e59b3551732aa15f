import { createHash } from 'node:crypto';

const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** An opaque token from 32 random bytes. */
export function refreshTokenFrom(random: Buffer): string {
  if (random.length !== 32) throw new RangeError('a refresh token needs exactly 32 random bytes');
  return random.toString('base64url');
}

/** What is stored of a token: 256 random bits need no salt and no slow hash. Undefined for what cannot be a token. */
export function hashRefreshToken(token: string | undefined): string | undefined {
  return token !== undefined && SHAPE.test(token) ? createHash('sha256').update(token).digest('hex') : undefined;
}
