/** What a mover may still issue of what the rate allows. */
export interface Allowance {
  /** Coupons, with the part of one that time has not completed. */
  readonly left: number;
  /** Milliseconds on a clock that nobody sets. */
  readonly at: number;
}

/** What nobody used is kept for so long: a queue that waited for nothing does not burst. */
const KEPT_MS = 1_000;

/** The allowance at a later time: `ratePerSecond` coupons a second, nothing while the database is ill. */
export function refill({ left, at }: Allowance, now: number, ratePerSecond: number, isHealthy: boolean): Allowance {
  if (!isHealthy) return { left: 0, at: now };
  const gained = (Math.max(0, now - at) * ratePerSecond) / 1_000;
  return { left: Math.min(left + gained, Math.max(1, (ratePerSecond * KEPT_MS) / 1_000)), at: now };
}

/** The allowance after so many were issued. */
export function spend({ left, at }: Allowance, issued: number): Allowance {
  return { left: left - issued, at };
}

const SMOOTHING = 0.3;

/** Coupons a second as customers are told: moves towards what was measured, so that one odd tick does not show. */
export function nextPace(pace: number, issued: number, elapsedMs: number): number {
  if (elapsedMs <= 0) return pace;
  return pace + SMOOTHING * ((issued * 1_000) / elapsedMs - pace);
}
