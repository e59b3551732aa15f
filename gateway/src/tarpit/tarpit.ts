export interface Tarpit {
  /**
   * Counts one more answer of the kind that an attack consists of, to this owner, `elapsedMs` after its request came. Gives for
   * how many milliseconds it is held: 0 as long as the owner has few of them.
   */
  take(owner: string, elapsedMs: number): number;
}

export interface TarpitOptions {
  /** So many of one owner are never held, in one or two windows. */
  readonly free: number;
  readonly windowMs: number;
  /** A held answer leaves no sooner than this after its request came, */
  readonly holdMs: number;
  /** nor sooner than this after the last one of the same owner, however many connections it has; */
  readonly paceMs: number;
  /** but it is not held longer than this. */
  readonly longestMs: number;
  /** Owners that are counted in one window. Beyond that nobody new is: so many at once are no longer one attacker. */
  readonly owners: number;
  /** Milliseconds of a clock that only goes on. */
  readonly monotonic: () => number;
}

interface Own {
  count: number;
  /** When the last held one leaves. */
  leavesAt: number;
}

/** Who is refused again and again waits for each refusal. Counts in two windows that take turns, so that old counts end. */
export function createTarpit(options: TarpitOptions): Tarpit {
  const { free, windowMs, holdMs, paceMs, longestMs, owners, monotonic } = options;
  let present = new Map<string, Own>();
  let previous = new Map<string, Own>();
  let endsAt = monotonic() + windowMs;

  function turn(now: number): void {
    if (now < endsAt) return;
    previous = now < endsAt + windowMs ? present : new Map();
    present = new Map();
    endsAt = now + windowMs;
  }

  function ownOf(owner: string): Own | undefined {
    const known = present.get(owner);
    if (known !== undefined || present.size >= owners) return known;
    const own = { count: 0, leavesAt: previous.get(owner)?.leavesAt ?? 0 };
    present.set(owner, own);
    return own;
  }

  return {
    take(owner, elapsedMs) {
      const now = monotonic();
      turn(now);
      const own = ownOf(owner);
      if (own === undefined) return 0;
      own.count += 1;
      if (own.count + (previous.get(owner)?.count ?? 0) <= free) return 0;
      const leavesAt = Math.max(now + holdMs - elapsedMs, own.leavesAt + paceMs);
      own.leavesAt = Math.min(leavesAt, now + longestMs);
      return Math.max(0, own.leavesAt - now);
    },
  };
}
