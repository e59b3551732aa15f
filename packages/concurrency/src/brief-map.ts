/** What the map knows of a key; emptied when the map lets go of it. */
interface Held<V> {
  value: V | undefined;
}

/**
 * A map whose values stay for milliseconds, one after another, as long as the process runs: requests under way, say. Of a
 * `Map` each value that was in it at the wrong moment stays until V8 marks the whole heap. A map makes itself a new table
 * whenever entries that were deleted have filled its old one, or it grows or shrinks; young collections take a table that was
 * left behind and has grown old for alive, and with it whatever it held then. Here it holds nothing but empty cells and keys,
 * which should be short. See ADR 97.
 */
export class BriefMap<K, V> {
  readonly #held = new Map<K, Held<V>>();

  get size(): number {
    return this.#held.size;
  }

  has(key: K): boolean {
    return this.#held.has(key);
  }

  get(key: K): V | undefined {
    return this.#held.get(key)?.value;
  }

  /** As a `Map` does: a key that is there keeps its place. */
  set(key: K, value: V): void {
    const held = this.#held.get(key);
    if (held === undefined) this.#held.set(key, { value });
    else held.value = value;
  }

  delete(key: K): boolean {
    const held = this.#held.get(key);
    if (held === undefined) return false;
    held.value = undefined;
    return this.#held.delete(key);
  }

  /** In the order in which they came. */
  keys(): MapIterator<K> {
    return this.#held.keys();
  }

  /** In the order in which their keys came; also while it changes. */
  *entries(): Generator<readonly [K, V]> {
    for (const [key, { value }] of this.#held) yield [key, value as V];
  }

  /** In the same order. */
  *values(): Generator<V> {
    for (const { value } of this.#held.values()) yield value as V;
  }
}
