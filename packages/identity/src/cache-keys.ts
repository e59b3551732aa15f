import { createLocalJWKSet, type JSONWebKeySet } from 'jose';

export type Keys = ReturnType<typeof createLocalJWKSet>;

export interface KeyCache {
  /** The keys at hand, fetched when there are none. Throws when they cannot be had. */
  keys(now: Date): Promise<Keys>;
  /** Keys that were fetched after these, for a key id that these do not have; undefined when there are none yet. */
  newerThan(keys: Keys, now: Date): Promise<Keys | undefined>;
}

export interface KeyCacheOptions {
  readonly fetchKeys: () => Promise<JSONWebKeySet>;
  /** Between two attempts to fetch lie at least this many milliseconds, whatever tokens come. Default 10,000. */
  readonly refetchAfterMs?: number;
  /** While there are no keys at all, attempts come sooner. Default 1,000. */
  readonly retryAfterMs?: number;
  /** Keys older than this are fetched again beside the work, so that a withdrawn one goes. Default 300,000. */
  readonly maxAgeMs?: number;
  /** Told of a fetch that failed while older keys are still used. */
  readonly onFetchError?: (error: unknown) => void;
}

/** An issuer's keys: fetched once for all who wait, kept while the issuer is away, fetched again at a bounded rate. */
export function createKeyCache(options: KeyCacheOptions): KeyCache {
  const { fetchKeys, refetchAfterMs = 10_000, retryAfterMs = 1_000, maxAgeMs = 300_000, onFetchError } = options;
  let cached: { readonly keys: Keys; readonly at: number } | undefined;
  let failed: { readonly error: unknown; readonly at: number } | undefined;
  let fetching: Promise<Keys> | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;

  function refetch(at: number): Promise<Keys> {
    if (fetching !== undefined) return fetching;
    attemptedAt = at;
    fetching = load(at).finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  async function load(at: number): Promise<Keys> {
    try {
      const keys = createLocalJWKSet(await fetchKeys());
      cached = { keys, at };
      failed = undefined;
      return keys;
    } catch (error) {
      failed = { error, at };
      throw error;
    }
  }

  /** The outcome of a fetch that must not harm the caller, who has older keys. */
  async function tryRefetch(at: number): Promise<Keys | undefined> {
    try {
      return await refetch(at);
    } catch (error) {
      onFetchError?.(error);
      return undefined;
    }
  }

  return {
    async keys(now) {
      const at = now.getTime();
      if (cached !== undefined) {
        if (at - cached.at >= maxAgeMs && at - attemptedAt >= refetchAfterMs) void tryRefetch(at);
        return cached.keys;
      }
      if (failed !== undefined && at - failed.at < retryAfterMs) throw failed.error;
      return refetch(at);
    },
    async newerThan(keys, now) {
      if (cached !== undefined && cached.keys !== keys) return cached.keys;
      const at = now.getTime();
      if (fetching === undefined && at - attemptedAt < refetchAfterMs) return undefined;
      return tryRefetch(at);
    },
  };
}
