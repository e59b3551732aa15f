/** Milliseconds that the thread which serves requests spends on operations that nobody has asked before. */
export interface OwnTime {
  /** Whether it may begin another one; otherwise other threads do that. */
  isLeft(): boolean;
  /** So many were spent, by whichever thread: as long as there is much to do for others, it stays theirs. */
  spend(ms: number): void;
}

export interface OwnTimeOptions {
  /** So much at first: what the clients of a gateway that was just started ask. */
  readonly firstMs: number;
  /** Until then: what was not asked so soon is no client's program. */
  readonly firstUntilMs: number;
  /** So much at once after a rest. */
  readonly burstMs: number;
  /** So much is owed at most, of what was spent beyond it. */
  readonly debtMs: number;
  /** So much becomes free again in each second. */
  readonly perSecondMs: number;
  /** Milliseconds of a clock that only goes on. */
  readonly monotonic: () => number;
}

/** A bucket that is filled by time; what was spent beyond it is owed. */
export function createOwnTime(options: OwnTimeOptions): OwnTime {
  const { firstMs, firstUntilMs, burstMs, debtMs, perSecondMs, monotonic } = options;
  let left = firstMs;
  let at = monotonic();
  const until = at + firstUntilMs;

  function refill(): void {
    const now = monotonic();
    const more = ((now - at) * perSecondMs) / 1_000;
    const most = now > until ? burstMs : Math.max(left, burstMs);
    left = Math.min(most, left + more);
    at = now;
  }

  return {
    isLeft() {
      refill();
      return left > 0;
    },
    spend(ms) {
      refill();
      left = Math.max(-debtMs, left - ms);
    },
  };
}
