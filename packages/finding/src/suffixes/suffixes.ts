/** Characters of a suffix that are kept; 32 bytes hold eight of any script. */
export const SUFFIX_LENGTH = 8;
const MAX_SAMPLES = 3;

/**
 * The parts of a folded search that suffixes can begin with: itself when it is short, else its beginning, middle and end.
 * Whatever holds the search holds each of them.
 */
export function samplesOf(search: string): readonly string[] {
  const characters = Array.from(search);
  const last = Math.max(0, characters.length - SUFFIX_LENGTH);
  const samples = Array.from({ length: MAX_SAMPLES }, (_, index) => {
    const start = Math.round((index * last) / (MAX_SAMPLES - 1));
    return characters.slice(start, start + SUFFIX_LENGTH).join('');
  });
  return [...new Set(samples)];
}

/** The suffixes that begin with `part`: from the first one, to before the second one. UTF-8 has no byte FF. */
export function suffixRange(part: string): readonly [Buffer, Buffer] {
  const from = Buffer.from(part);
  return [from, Buffer.concat([from, Buffer.of(0xff)])];
}
