/** Parts of a list, in order. How long the next one may be, at least one, is asked when it is wanted. */
export function* inChunks<T>(list: readonly T[], most: () => number): Generator<readonly T[], void> {
  for (let start = 0; start < list.length; ) {
    const chunk = list.slice(start, start + Math.max(1, most()));
    start += chunk.length;
    yield chunk;
  }
}
