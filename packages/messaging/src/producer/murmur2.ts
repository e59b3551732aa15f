const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** The 32-bit murmur2 of Kafka's Java client, so that every client puts a key on the same partition. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  let hash = SEED ^ length;
  const at = (index: number) => bytes[index] ?? 0;
  let index = 0;
  for (; index + 4 <= length; index += 4) {
    let block = at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24);
    block = Math.imul(block, MULTIPLIER);
    block ^= block >>> 24;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(block, MULTIPLIER);
  }
  const rest = length - index;
  if (rest >= 3) hash ^= at(index + 2) << 16;
  if (rest >= 2) hash ^= at(index + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ at(index), MULTIPLIER);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** The partition of a key among `count`, as the Java client's default partitioner chooses it. */
export function partitionOf(key: string, count: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % count;
}
