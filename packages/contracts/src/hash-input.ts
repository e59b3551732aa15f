import { hash } from 'node:crypto';

/** SHA-256 (hex) of a value as JSON with sorted keys: two inputs that mean the same hash the same. */
export function hashInput(value: unknown): string {
  return hash('sha256', canonical(value), 'hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields: Readonly<Record<string, unknown>> = { ...value };
    const names = Object.keys(fields).filter((name) => fields[name] !== undefined);
    return `{${names
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical(fields[name])}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
