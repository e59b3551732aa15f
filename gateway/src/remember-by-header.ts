const MOST_REMEMBERED = 200;

/** The same function, which reads each of the first headers that it is given once: clients of one kind all send the same. */
export function rememberByHeader<T>(read: (header: string) => T): (header: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (header) => {
    const found = known.get(header);
    if (found !== undefined) return found.value;
    const value = read(header);
    if (known.size < MOST_REMEMBERED) known.set(header, { value });
    return value;
  };
}
