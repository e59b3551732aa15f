import { setTimeout as wait } from 'node:timers/promises';

/** Lets records gather between steps while many come. */
export interface Gathering {
  /**
   * Resolves at once, or when the next step may be read. Called after each step, with its number of records, how many it
   * might have had at most, and for how many milliseconds it lasted (default 0).
   */
  after(records: number, most: number, tookMs?: number): Promise<void>;
}

export interface GatheringOptions {
  /** Records per second from which on there is a pause. */
  readonly busyPerSecond: number;
  /** The longest pause, in milliseconds. */
  readonly pauseMs: number;
  /** A pause in which so many come is long enough. Default: it is never shortened. */
  readonly enough?: number;
  /** The pause is counted from the beginning of the step: one that lasted as long is followed by none. Default false. */
  readonly fromBeginning?: boolean;
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
  const { busyPerSecond, pauseMs, enough = Number.POSITIVE_INFINITY, fromBeginning = false } = options;
  const { monotonic = () => performance.now(), pause = wait } = options;
  let lastAt = monotonic();
  let rate = 0;
  return {
    async after(records, most, tookMs = 0) {
      const at = monotonic();
      const elapsedMs = Math.max(at - lastAt, 1);
      lastAt = at;
      // An average that forgets by time, not by steps: after a quiet while the first step is not taken for a crowd.
      rate += ((records * 1_000) / elapsedMs - rate) * (1 - Math.exp(-elapsedMs / MEMORY_MS));
      const leftMs = Math.min(pauseMs, (enough * 1_000) / rate) - (fromBeginning ? tookMs : 0);
      if (rate >= busyPerSecond && records < most / 2 && leftMs > 0) await pause(leftMs);
    },
  };
}
