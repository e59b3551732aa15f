import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Viewer, viewerSchema } from './viewer.ts';

/** The header that carries the signed viewer between processes. The gateway strips it from what comes from outside. */
export const VIEWER_HEADER = 'x-rushgraph-viewer';

/**
 * How long the caller waits for the answer, in milliseconds from now. It is read only of calls that are signed, so the
 * gateway decides it and no client of it does.
 */
export const TIME_LEFT_HEADER = 'x-rushgraph-time-left';

const LIFETIME_SECONDS = 60;
/** Clocks of two machines may differ by this much. */
const SKEW_SECONDS = 5;

export interface SignOptions {
  /** Name of the subgraph that is called: a statement for one is worthless at another. */
  readonly audience: string;
  /** 32 bytes that caller and audience share. */
  readonly key: Buffer | KeyObject;
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

/** A statement is used again for this long; it is still good for most of a minute then. */
const REUSED_MS = 10_000;

/**
 * Signs for one subgraph, and remembers for ten seconds what it has signed for a viewer: a gateway that verified a token
 * once has the same viewer again, and asks many subgraphs many times.
 */
export function createViewerSigner(options: {
  readonly audience: string;
  readonly key: Buffer;
}): (viewer: Viewer, now: Date) => string {
  const { audience, key } = options;
  const secret = createSecretKey(key);
  const signed = new WeakMap<Viewer, { readonly statement: string; readonly at: number }>();
  return (viewer, now) => {
    const at = now.getTime();
    const known = signed.get(viewer);
    if (known !== undefined && Math.abs(at - known.at) < REUSED_MS) return known.statement;
    const statement = signViewer(viewer, { audience, key: secret, now });
    signed.set(viewer, { statement, at });
    return statement;
  };
}

/** The viewer of a valid statement for this audience; null when it is forged, expired, for another subgraph or malformed. */
export function verifyViewer(statement: string, options: SignOptions): Viewer | null {
  const valid = readStatement(statement, options);
  return valid === null || hasEnded(valid, options.now) ? null : valid.viewer;
}

/** As `verifyViewer`; a statement that was found valid is not checked again but for its end. At most 10,000 are remembered. */
export function createViewerVerifier(options: {
  readonly audience: string;
  readonly key: Buffer;
}): (statement: string, now: Date) => Viewer | null {
  const { audience } = options;
  const key = createSecretKey(options.key);
  const remembered = new LRUCache<string, Statement>({ max: MAX_REMEMBERED });
  return (statement, now) => {
    const known = remembered.get(statement);
    const valid = known ?? readStatement(statement, { audience, key });
    if (valid === null || hasEnded(valid, now)) return null;
    if (known === undefined) remembered.set(statement, valid);
    return valid.viewer;
  };
}

const MAX_REMEMBERED = 10_000;

type Statement = z.infer<typeof claims>;

function hasEnded({ exp }: Statement, now: Date): boolean {
  return exp + SKEW_SECONDS < now.getTime() / 1000;
}

function readStatement(statement: string, { audience, key }: Omit<SignOptions, 'now'>): Statement | null {
  const [body, signature, ...rest] = statement.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return null;
  const given = Buffer.from(signature, 'base64url');
  const expected = mac(body, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const parsed = claims.safeParse(parseJson(Buffer.from(body, 'base64url').toString()));
  return parsed.success && parsed.data.aud === audience ? parsed.data : null;
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

function mac(body: string, key: Buffer | KeyObject): Buffer {
  return createHmac('sha256', key).update(body).digest();
}
