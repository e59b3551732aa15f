export interface Tarpit {
  /**
   * Counts one more suspect answer to this owner, `elapsedMs` after its request came, and says for how many milliseconds it is
   * to be held: 0 as long as the owner has few of them. Those that are spaced also leave one after another.
   */
  holdFor(owner: string, elapsedMs: number, isSpaced: boolean): number;
}

export interface TarpitOptions {
  /** So many answers to one owner are never held, in one window or two. */
  readonly free: number;
  readonly windowMs: number;
  /** A held answer leaves no sooner than this after its request came. */
  readonly holdMs: number;
  /** One that is spaced also leaves no sooner than this after the last such answer to its owner. */
  readonly spaceMs: number;
  /** None is held longer than this. */
  readonly longestMs: number;
  /** Owners that are counted in one window; nobody new beyond that. */
  readonly owners: number;
  /** Milliseconds of a clock that only goes on. */
  readonly monotonic: () => number;
}

interface Tally {
  count: number;
  /** When the last spaced answer leaves. */
  leavesAt: number;
}

/** Whoever is refused again and again waits for each refusal. Counts in two windows that take turns, so that counts end. */
export function createTarpit(options: TarpitOptions): Tarpit {
  const { free, windowMs, holdMs, spaceMs, longestMs, owners, monotonic } = options;
  let present = new Map<string, Tally>();
  let previous = new Map<string, Tally>();
  let endsAt = monotonic() + windowMs;

  function changeWindows(now: number): void {
    if (now < endsAt) return;
    const isNext = now < endsAt + windowMs;
    previous = isNext ? present : new Map();
    present = new Map();
    endsAt = (isNext ? endsAt : now) + windowMs;
  }

  function tallyOf(owner: string): Tally | undefined {
    const known = present.get(owner);
    if (known !== undefined || present.size >= owners) return known;
    const tally = { count: 0, leavesAt: previous.get(owner)?.leavesAt ?? 0 };
    present.set(owner, tally);
    return tally;
  }

  return {
    holdFor(owner, elapsedMs, isSpaced) {
      const now = monotonic();
      changeWindows(now);
      const tally = tallyOf(owner);
      if (tally === undefined) return 0;
      tally.count += 1;
      if (tally.count + (previous.get(owner)?.count ?? 0) <= free) return 0;
      const soonest = now + holdMs - elapsedMs;
      if (!isSpaced) return Math.max(0, soonest - now);
      tally.leavesAt = Math.min(Math.max(soonest, tally.leavesAt + spaceMs), now + longestMs);
      return Math.max(0, tally.leavesAt - now);
    },
  };
}
