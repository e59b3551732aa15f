/**
 * For how long a batch is tried again before its orders are set aside: gates are shut for some milliseconds while they are
 * opened anew, and Redis may miss a beat.
 */
const PATIENCE_MS = 1_000;
/** A Redis that is silent costs a time limit whenever it is asked. Whoever takes waiting orders up asks meanwhile. */
const ASK_AGAIN_MS = 5_000;
/** Longer than a batch waits before it is tried again (10 s): a failure before that was another one. */
const FORGET_MS = 30_000;

/** Remembers since when items, or all of a strategy, cannot be decided. */
export interface Patience {
  /** Whether this is known, for a while, without trying. */
  isKnown(what: string, now: Date): boolean;
  /** Notes a failure; true when this has failed for too long. */
  isOver(what: string, now: Date): boolean;
  recovered(what: string): void;
}

export function createPatience(): Patience {
  const failing = new Map<string, { readonly since: number; lastAt: number; askAgainAt: number }>();
  return {
    isKnown: (what, now) => now.getTime() < (failing.get(what)?.askAgainAt ?? 0),
    isOver(what, now) {
      const at = now.getTime();
      const before = failing.get(what);
      const isOld = before === undefined || at - before.lastAt > FORGET_MS;
      const failure = isOld ? { since: at, lastAt: at, askAgainAt: 0 } : before;
      failing.set(what, failure);
      failure.lastAt = at;
      if (at - failure.since < PATIENCE_MS) return false;
      failure.askAgainAt = at + ASK_AGAIN_MS;
      return true;
    },
    recovered: (what) => void failing.delete(what),
  };
}
