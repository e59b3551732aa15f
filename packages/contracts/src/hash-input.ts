import { hash } from 'node:crypto';

/** SHA-256 (hex) of a value as JSON with sorted keys: two inputs that mean the same hash the same. */
export function hashInput(value: unknown): string {
  return hash('sha256', canonical(value), 'hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let text = '';
  for (const name of sortedNames(value)) {
    const field: unknown = Reflect.get(value, name);
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(field)}`;
  }
  return `{${text}}`;
}

/** Most inputs have theirs in order: to find that out costs less than to sort. */
function sortedNames(value: object): string[] {
  const names = Object.keys(value);
  return names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name) ? names : names.sort();
}
