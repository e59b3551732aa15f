/** What became of one invariant. */
export type Verdict =
  | { readonly state: 'kept'; readonly store: string; readonly invariant: string; readonly figures: string }
  | {
      readonly state: 'broken';
      readonly store: string;
      readonly invariant: string;
      readonly figures: string;
      /** One sentence: what to do about it. */
      readonly remedy: string;
    };

export interface Finding {
  readonly store: string;
  /** What must hold, as a sentence without its full stop. */
  readonly invariant: string;
  /** How often it does not hold. */
  readonly faults: number;
  readonly figures: string;
  readonly remedy: string;
}

/** An invariant is kept when there is not a single fault. */
export function judge({ store, invariant, faults, figures, remedy }: Finding): Verdict {
  if (faults === 0) return { state: 'kept', store, invariant, figures };
  return { state: 'broken', store, invariant, figures, remedy };
}

/** A whole number with its noun: `1 item`, `12,000 items`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`;
}

/** `: a, b, c` for the names of some of the faults, or nothing. */
export function named(examples: readonly string[]): string {
  return examples.length === 0 ? '' : `: ${examples.join(', ')}`;
}
