import type { Row } from '../harness/benchmark.ts';
import { MOVER, READS, WRITERS } from './names.ts';

/** What the queue is meant to reach, each with what it has reached. */
export function checkTargets(
  rows: readonly Row[],
  names: { readonly lua: string; readonly multi: string; readonly pooled: string },
): string[] {
  const rate = (name: string) => rows.find((row) => row.name === name)?.figures['1/s'] ?? 0;
  const times = (name: string, base: string, target: number) => {
    const reached = rate(name) / rate(base);
    return `${mark(reached >= target)} ${name} ≥ ${target} × ${base}: ${reached.toFixed(1)} ×`;
  };
  const atLeast = (name: string, target: number) =>
    `${mark(rate(name) >= target)} ${name} ≥ ${target.toLocaleString('en-US')}/s: ${Math.round(rate(name)).toLocaleString('en-US')}/s`;
  return [
    times(names.lua, names.multi, 6),
    times(names.lua, names.pooled, 2.5),
    times(MOVER, names.lua, 3),
    atLeast(WRITERS, 20_000),
    atLeast(READS, 20_000),
  ];
}

function mark(isReached: boolean): string {
  return isReached ? '✓' : '✗';
}
