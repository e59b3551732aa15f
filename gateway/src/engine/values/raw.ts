/** An object of a subgraph's answer, as JSON.parse made it. Nothing about its keys or values is certain. */
export type Raw = Record<string, unknown>;

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a key that a client or a schema chose. Names such as `constructor` are valid GraphQL names and would be found on
 * every object's prototype; the common names are read without asking whose they are.
 */
export function reader(key: string): (raw: Raw) => unknown {
  return key in Object.prototype ? (raw) => (Object.hasOwn(raw, key) ? raw[key] : undefined) : (raw) => raw[key];
}

/** Writes a key that a client chose: `__proto__` is a valid alias and must not replace the object's prototype. */
export function writer(key: string): (raw: Raw, value: unknown) => void {
  if (key !== '__proto__')
    return (raw, value) => {
      raw[key] = value;
    };
  return (raw, value) => {
    Object.defineProperty(raw, key, { value, enumerable: true, configurable: true, writable: true });
  };
}
