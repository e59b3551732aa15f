/** How one decider did in one scenario. */
export interface Measured {
  readonly decider: string;
  /** How many ask at once. */
  readonly requesters: number;
  /** Over how many items the requests go. */
  readonly spread: number;
  readonly figures: Figures;
}

export interface Figures {
  readonly 'decisions/s': number;
  readonly 'p50 ms': number;
  readonly 'p99 ms': number;
  readonly 'CPU µs/decision': number;
}

/** Decisions a second of a decider in a scenario; undefined when that was not measured. */
export function rateOf(
  measured: readonly Measured[],
  decider: string,
  requesters: number,
  spread: number,
): number | undefined {
  const found = measured.find(
    (one) => one.decider === decider && one.requesters === requesters && one.spread === spread,
  );
  return found?.figures['decisions/s'];
}
