import { type Measured, rateOf } from './measured.ts';
import { GATE, GUARDED, LOCK, MERGE } from './names.ts';

const HOT = 1;

/** What the strategies are meant to reach, each with what they have reached. Says nothing of what was not measured. */
export function checkTargets(measured: readonly Measured[]): string[] {
  const rate = (decider: string, requesters: number) => rateOf(measured, decider, requesters, HOT);
  return [
    ...times(MERGE, rate(MERGE, 64), LOCK, rate(LOCK, 64), 10),
    ...times(MERGE, rate(MERGE, 64), GUARDED, rate(GUARDED, 64), 8),
    ...atLeast(MERGE, 512, rate(MERGE, 512), 30_000),
    ...atLeast(GATE, 512, rate(GATE, 512), 30_000),
  ];
}

function times(name: string, rate: number | undefined, base: string, baseRate: number | undefined, target: number) {
  if (rate === undefined || baseRate === undefined) return [];
  const reached = rate / baseRate;
  return [
    `${mark(reached >= target)} ${name} ≥ ${target} × ${base} on the hot item, 64 at once: ${reached.toFixed(1)} ×`,
  ];
}

function atLeast(name: string, requesters: number, rate: number | undefined, target: number) {
  if (rate === undefined) return [];
  const shown = Math.round(rate).toLocaleString('en-US');
  return [
    `${mark(rate >= target)} ${name} ≥ ${target.toLocaleString('en-US')}/s on the hot item, ${requesters} at once: ${shown}/s`,
  ];
}

function mark(isReached: boolean): string {
  return isReached ? '✓' : '✗';
}
