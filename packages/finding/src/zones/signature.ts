/** Bytes of a signature. With the parts of about 256 names three hash functions are wrong about one part in 25. */
export const SIGNATURE_BYTES = 4_096;
const HASHES = 3;
const LONGEST_PART = 4;
const MAX_TESTED = 6;

/** A bit of a signature. */
export interface Bit {
  readonly byte: number;
  readonly mask: number;
}

/**
 * A Bloom filter (Bloom 1970, hashed twice as by Kirsch and Mitzenmacher) of all parts of one to four characters of
 * these folded names. It never misses a part that is there.
 */
export function signatureOf(names: Iterable<string>): Buffer {
  const parts = new Set<string>();
  for (const name of names) addParts(name, parts);
  return signatureOfParts(parts);
}

/** The signature that holds both. */
export function unite(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte | (right[index] ?? 0)));
}

/** True when the names of `right` change nothing in `left`. */
export function holds(left: Buffer, right: Buffer): boolean {
  return right.every((byte, index) => (byte & ~(left[index] ?? 0)) === 0);
}

/** The bits that are set wherever a name holds this folded search; of a long one, those of parts spread over it. */
export function bitsOf(search: string): readonly Bit[] {
  const characters = Array.from(search);
  const last = Math.max(0, characters.length - LONGEST_PART);
  const tested = Math.min(last + 1, MAX_TESTED);
  const parts = Array.from({ length: tested }, (_, index) => {
    const start = tested === 1 ? 0 : Math.round((index * last) / (tested - 1));
    return characters.slice(start, start + LONGEST_PART).join('');
  });
  return parts.flatMap((part) => [...positions(part)].map((at) => ({ byte: at >> 3, mask: 1 << (at & 7) })));
}

function addParts(name: string, parts: Set<string>): void {
  const characters = Array.from(name);
  for (let start = 0; start < characters.length; start++) {
    let part = '';
    for (let end = start; end < start + LONGEST_PART && end < characters.length; end++) {
      part += characters[end];
      parts.add(part);
    }
  }
}

function signatureOfParts(parts: Iterable<string>): Buffer {
  const signature = Buffer.alloc(SIGNATURE_BYTES);
  for (const part of parts) {
    for (const at of positions(part)) signature[at >> 3] = (signature[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return signature;
}

/** FNV-1a, and a second hash made of it by the finalizer of MurmurHash3. Stored: they must stay as they are. */
function* positions(part: string): Generator<number> {
  let first = 0x811c9dc5;
  for (let index = 0; index < part.length; index++) first = Math.imul(first ^ part.charCodeAt(index), 0x01000193);
  let second = Math.imul(first ^ (first >>> 16), 0x85ebca6b);
  second = Math.imul(second ^ (second >>> 13), 0xc2b2ae35);
  second = (second ^ (second >>> 16)) | 1;
  for (let hash = 0; hash < HASHES; hash++) yield ((first + hash * second) >>> 0) % (SIGNATURE_BYTES * 8);
}
