import { createHash, createHmac } from 'node:crypto';

const SHAPE = /^[A-Za-z0-9_-]{43}$/;
const BYTES = 32;

/** An opaque token from 32 random bytes. */
export function refreshTokenFrom(random: Buffer): string {
  if (random.length !== BYTES) throw new RangeError('a refresh token needs exactly 32 random bytes');
  return random.toString('base64url');
}

/** What is stored of a token: 256 random bits need no salt and no slow hash. Undefined for what cannot be a token. */
export function hashRefreshToken(token: string | undefined): string | undefined {
  return token !== undefined && SHAPE.test(token) ? hashOwnToken(token) : undefined;
}

/** The same, of a token that we have made. */
export function hashOwnToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A fresh key for `successorOf`, in hexadecimal, from 32 random bytes. */
export function successorKeyFrom(random: Buffer): string {
  if (random.length !== BYTES) throw new RangeError('a successor key needs exactly 32 random bytes');
  return random.toString('hex');
}

/** The token that follows a spent one. It takes both to know it: the key, which is stored, and the token, which is not. */
export function successorOf(token: string, successorKey: string): string {
  return createHmac('sha256', Buffer.from(successorKey, 'hex')).update(token).digest('base64url');
}
