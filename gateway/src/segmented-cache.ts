import { LRUCache } from 'lru-cache';

export interface SegmentedCache<V> {
  /** A use: what is used again is kept before all that was used once. */
  get(key: string): V | undefined;
  /** Looks at it without using it. */
  peek(key: string): V | undefined;
  has(key: string): boolean;
  /**
   * What is there already is replaced where it is; what is larger than its room is not kept. What is known to be used again
   * need not be used first.
   */
  set(key: string, value: V, isUsedAgain?: boolean): void;
  delete(key: string): boolean;
  entries(): IterableIterator<readonly [string, V]>;
  /** Bytes of all that is kept. */
  size(): number;
}

export interface SegmentedCacheOptions<V> {
  readonly maxBytes: number;
  /** More than none. */
  readonly bytesOf: (value: V, key: string) => number;
  /** Whether a use shows that it will be used again. Default: each does that comes after it was set. */
  readonly isUsedAgain?: (value: V) => boolean;
}

/** Of the room, for what was used once. */
const NEW = 1 / 4;
/**
 * And so many entries at most. What is asked again is mostly asked within a second; what is kept longer is moved to where
 * V8 collects garbage seldom and at length, and others wait for that.
 */
const MOST_NEW = 10;
/** Of the room, for the keys of what has left the new ones. */
const LEFT = 1 / 8;

/**
 * A cache that those who ask everything once cannot fill: a few new entries have a small room, and move to the rest when they
 * are used again; what has to leave that rest is new once more. Of new ones that leave the key is kept: what is set again
 * was used again, however much came in between. In each part those leave that were not used for the longest time.
 * Segmented LRU: Karedla, Love and Wherry, "Caching strategies to improve disk system performance" (1994); the keys: Johnson
 * and Shasha, "2Q: a low overhead high performance buffer management replacement algorithm" (1994).
 */
export function createSegmentedCache<V extends object>(options: SegmentedCacheOptions<V>): SegmentedCache<V> {
  const { maxBytes, bytesOf: sizeCalculation, isUsedAgain = () => true } = options;
  const left = new LRUCache<string, true>({
    maxSize: Math.max(1, Math.ceil(maxBytes * LEFT)),
    sizeCalculation: (_, key) => key.length,
  });
  const fresh = new LRUCache<string, V>({
    max: MOST_NEW,
    maxSize: Math.max(1, Math.ceil(maxBytes * NEW)),
    sizeCalculation,
    disposeAfter(_, key, reason) {
      if (reason === 'evict') left.set(key, true);
    },
  });
  const proven = new LRUCache<string, V>({
    maxSize: Math.max(1, Math.floor(maxBytes * (1 - NEW))),
    sizeCalculation,
    disposeAfter(value, key, reason) {
      if (reason === 'evict') fresh.set(key, value);
    },
  });

  return {
    get(key) {
      const known = proven.get(key);
      if (known !== undefined) return known;
      const used = fresh.get(key);
      if (used === undefined || !isUsedAgain(used)) return used;
      fresh.delete(key);
      proven.set(key, used);
      return used;
    },
    peek: (key) => proven.peek(key) ?? fresh.peek(key),
    has: (key) => proven.has(key) || fresh.has(key),
    set(key, value, isUsedAgain = false) {
      const isProven = left.delete(key) || isUsedAgain || proven.has(key);
      if (isProven) fresh.delete(key);
      (isProven ? proven : fresh).set(key, value);
    },
    delete(key) {
      left.delete(key);
      const wasProven = proven.delete(key);
      return fresh.delete(key) || wasProven;
    },
    *entries() {
      yield* proven.entries();
      yield* fresh.entries();
    },
    size: () => proven.calculatedSize + fresh.calculatedSize,
  };
}
