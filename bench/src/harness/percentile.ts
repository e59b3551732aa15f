/** The value that the share `rank` (0 to 1) of the values does not exceed (nearest rank); 0 of nothing. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)] ?? 0;
}

/** The median. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
