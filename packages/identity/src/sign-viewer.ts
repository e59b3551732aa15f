import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Viewer, viewerSchema } from './viewer.ts';

/** The header that carries the signed viewer between processes. The gateway strips it from what comes from outside. */
export const VIEWER_HEADER = 'x-rushgraph-viewer';

const LIFETIME_SECONDS = 60;
/** Clocks of two machines may differ by this much. */
const SKEW_SECONDS = 5;

export interface SignOptions {
  /** Name of the subgraph that is called: a statement for one is worthless at another. */
  readonly audience: string;
  /** 32 bytes that caller and audience share. */
  readonly key: Buffer;
  readonly now: Date;
}

const claims = z.object({ aud: z.string(), exp: z.number(), viewer: viewerSchema });

/** Says who asks, for one subgraph and one minute: `base64url(claims).base64url(HMAC-SHA256)`. */
export function signViewer(viewer: Viewer, options: SignOptions & { readonly ttlSeconds?: number }): string {
  const { audience, key, now, ttlSeconds = LIFETIME_SECONDS } = options;
  const exp = Math.floor(now.getTime() / 1000) + ttlSeconds;
  const body = Buffer.from(JSON.stringify({ aud: audience, exp, viewer })).toString('base64url');
  return `${body}.${mac(body, key).toString('base64url')}`;
}

/** The viewer of a valid statement for this audience; null when it is forged, expired, for another subgraph or malformed. */
export function verifyViewer(token: string, { audience, key, now }: SignOptions): Viewer | null {
  const [body, signature, ...rest] = token.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return null;
  const given = Buffer.from(signature, 'base64url');
  const expected = mac(body, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const parsed = claims.safeParse(parseJson(Buffer.from(body, 'base64url').toString()));
  if (!parsed.success || parsed.data.aud !== audience) return null;
  return parsed.data.exp + SKEW_SECONDS < now.getTime() / 1000 ? null : parsed.data.viewer;
}

/** Reads `user=<base64>,item=<base64>`: the keys of the subgraphs that a process may call. Throws RangeError. */
export function parseViewerKeys(text: string): ReadonlyMap<string, Buffer> {
  const keys = new Map<string, Buffer>();
  for (const entry of text.split(',').filter((part) => part.trim() !== '')) {
    const separator = entry.indexOf('=');
    if (separator < 1) throw new RangeError('each entry must read subgraph=key');
    const name = entry.slice(0, separator).trim();
    if (keys.has(name)) throw new RangeError(`there are two keys for ${name}`);
    keys.set(name, parseViewerKey(entry.slice(separator + 1)));
  }
  return keys;
}

/** Exactly 32 bytes; Buffer itself would skip what is not base64. */
const KEY = /^[A-Za-z0-9+/]{43}=?$/;

/** Reads one base64 key of 32 bytes. Throws RangeError, which does not repeat the key. */
export function parseViewerKey(text: string): Buffer {
  if (!KEY.test(text.trim())) throw new RangeError('a key must be 32 bytes in base64');
  return Buffer.from(text.trim(), 'base64');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function mac(body: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(body).digest();
}
