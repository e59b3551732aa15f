import { type NewId, newId } from '@rushgraph/contracts';

export interface FixedClock {
  (): Date;
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is advanced. */
export function fixedClock(start: Date | string = '2026-01-01T00:00:00.000Z'): FixedClock {
  let now = new Date(start).getTime();
  const clock = () => new Date(now);
  return Object.assign(clock, {
    advance(milliseconds: number) {
      now += milliseconds;
    },
  });
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ids that are the same for the same seed and clock. */
export function seededIds(seed = 1, clock: () => Date = fixedClock()): NewId {
  const random = seededRandom(seed);
  return () =>
    newId(
      clock(),
      Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256)),
    );
}
