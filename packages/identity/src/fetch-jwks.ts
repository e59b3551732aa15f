import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';

const LIMIT_MS = 3_000;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Fetches an issuer's public keys; throws when they do not come in time or are no keys. */
export async function fetchJwks(url: string | URL, { limitMs = LIMIT_MS } = {}): Promise<JSONWebKeySet> {
  const response = await fetch(url, { signal: AbortSignal.timeout(limitMs), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status} when asked for its keys`);
  return keySet.parse(await response.json());
}
