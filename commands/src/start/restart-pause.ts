const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A service that lived this long is healthy again: its next death starts from the first pause. */
const STABLE_AFTER_MS = 60_000;

export interface Deaths {
  readonly inARow: number;
}

/** Counts a death after `livedMs` and says how long to wait before the next start: 0.5 s, 1 s, 2 s … 30 s. */
export function nextRestart(deaths: Deaths, livedMs: number): { readonly deaths: Deaths; readonly pauseMs: number } {
  const before = livedMs >= STABLE_AFTER_MS ? 0 : deaths.inARow;
  return { deaths: { inARow: before + 1 }, pauseMs: Math.min(FIRST_PAUSE_MS * 2 ** before, LONGEST_PAUSE_MS) };
}
