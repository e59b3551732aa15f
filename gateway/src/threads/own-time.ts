/** Milliseconds that the thread which serves requests spends on operations that nobody has asked before. */
export interface OwnTime {
  /** Whether it may begin another one; otherwise other threads do that. */
  isLeft(): boolean;
  /** So many were spent, by whichever thread: as long as there is much to do for others, it stays theirs. */
  spend(ms: number): void;
}

export interface OwnTimeOptions {
  /** So much at once after a rest. */
  readonly burstMs: number;
  /** So much becomes free again in each second. */
  readonly perSecondMs: number;
  /** Milliseconds of a clock that only goes on. */
  readonly monotonic: () => number;
}

/** A bucket that is filled by time; what was spent beyond it is owed, at most as much as it holds. */
export function createOwnTime({ burstMs, perSecondMs, monotonic }: OwnTimeOptions): OwnTime {
  let left = burstMs;
  let at = monotonic();

  function refill(): void {
    const now = monotonic();
    left = Math.min(burstMs, left + ((now - at) * perSecondMs) / 1_000);
    at = now;
  }

  return {
    isLeft() {
      refill();
      return left > 0;
    },
    spend(ms) {
      refill();
      left = Math.max(-burstMs, left - ms);
    },
  };
}
