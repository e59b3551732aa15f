import { hash } from 'node:crypto';

/** The order that a seed draws for those who came before the opening. */
export interface LineOrder {
  /** 1 … count */
  readonly count: number;
  /** 32 hexadecimal digits. */
  readonly seed: string;
}

const ROUNDS = [1, 2, 3, 4];

/**
 * The place in line of a ticket that was given out before the opening. The queue itself reckons it in Lua (`lua.ts`, where
 * the sources are); this is for checking it again.
 */
export function positionOf({ count, seed }: LineOrder, ticket: number): number {
  const size = halfSize(count);
  let value = ticket - 1;
  do {
    let [left, right] = [Math.floor(value / size), value % size];
    for (const number of ROUNDS.toReversed()) {
      [left, right] = [modulo(right - round(seed, number, left, size), size), left];
    }
    value = left * size + right;
  } while (value >= count);
  return value + 1;
}

function halfSize(count: number): number {
  let size = 2;
  while (size * size < count) size *= 2;
  return size;
}

function round(seed: string, number: number, half: number, size: number): number {
  return Number.parseInt(hash('sha1', `${seed}:${number}:${half}`, 'hex').slice(0, 8), 16) % size;
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
