import { type Draw, drawing, seedOf } from './draw.ts';
import type { Meddle } from './engines.ts';

const GARBAGE: readonly unknown[] = [
  null,
  'garbage',
  '',
  -1,
  1e99,
  true,
  [],
  {},
  [[null]],
  { __typename: 'Nobody', id: {} },
];
/** Keys that would be found on every object's prototype, or replace it, and one that nobody asked for. */
const ADDED = ['__proto__', 'constructor', 'toString', 'secret'];

/** Lets one call of five fail, be cut off, or answer something else than what it was asked. */
export function meddling(seed: number): Meddle {
  return (text, call) => {
    const draw = drawing(seedOf(seed, call, text));
    if (!draw.chance(0.2)) return text;
    if (draw.chance(0.15)) return undefined;
    if (draw.chance(0.1)) return text.slice(0, draw.between(0, text.length));
    if (draw.chance(0.1))
      return draw.one(['null', '[]', '"text"', '{}', '{"data":[]}', '{"data":null}', '{"errors":"x"}']);
    const answer: unknown = JSON.parse(text);
    for (let count = draw.between(1, 3); count > 0; count -= 1) spoil(answer, draw);
    return JSON.stringify(answer);
  };
}

/** Changes something somewhere in a value. */
function spoil(value: unknown, draw: Draw): void {
  if (typeof value !== 'object' || value === null) return;
  const keys = Object.keys(value);
  if (!Array.isArray(value) && draw.chance(0.1)) define(value, draw.one(ADDED), draw.one(GARBAGE));
  else if (keys.length > 0) spoilKey(value, draw.one(keys), draw);
}

function spoilKey(value: object, key: string, draw: Draw): void {
  const below: unknown = Reflect.get(value, key);
  if (typeof below === 'object' && below !== null && draw.chance(0.8)) spoil(below, draw);
  else if (draw.chance(0.2)) Reflect.deleteProperty(value, key);
  else define(value, key, draw.one(GARBAGE));
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
