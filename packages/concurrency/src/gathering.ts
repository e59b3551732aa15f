import { setTimeout as wait } from 'node:timers/promises';

/** Lets records gather between steps while many come. */
export interface Gathering {
  /**
   * Resolves at once, or when the next step may be read. Called after each step, with its number of records and how many
   * it might have had at most.
   */
  after(records: number, most: number): Promise<void>;
}

export interface GatheringOptions {
  /** Records per second from which on there is a pause. */
  readonly busyPerSecond: number;
  /** The longest pause, in milliseconds. */
  readonly pauseMs: number;
  /** A pause in which so many come is long enough. Default: it is never shortened. */
  readonly enough?: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly monotonic?: () => number;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Of this long the rate is remembered. */
const MEMORY_MS = 200;

/**
 * A fetch and a transaction cost as much as some dozens of records, so few large ones take more records a second than many
 * small ones. Below `busyPerSecond` nothing waits; above it each step is followed by a pause, which the records that have
 * come meanwhile get back by being taken together. Steps that are large as it is need none.
 */
export function createGathering(options: GatheringOptions): Gathering {
  const { busyPerSecond, pauseMs, enough = Number.POSITIVE_INFINITY, monotonic = () => performance.now() } = options;
  const { pause = wait } = options;
  let lastAt = monotonic();
  let rate = 0;
  return {
    async after(records, most) {
      const at = monotonic();
      const elapsedMs = Math.max(at - lastAt, 1);
      lastAt = at;
      // An average that forgets by time, not by steps: after a quiet while the first step is not taken for a crowd.
      rate += ((records * 1_000) / elapsedMs - rate) * (1 - Math.exp(-elapsedMs / MEMORY_MS));
      if (rate >= busyPerSecond && records < most / 2) await pause(Math.min(pauseMs, (enough * 1_000) / rate));
    },
  };
}
