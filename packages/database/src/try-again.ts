import { setTimeout as pause } from 'node:timers/promises';

interface TryAgainOptions {
  /** How often work that has failed is done again. */
  readonly retries: number;
  readonly isWorthIt: (error: unknown) => boolean;
  /** Spreads the retries of rivals: 0 ≤ random() < 1. */
  readonly random: () => number;
}

const FIRST_PAUSE_MS = 5;

/** Does work again, each time from the start, as long as its failure is worth it; each pause is twice as long. */
export async function tryAgain<T>(work: () => Promise<T>, options: TryAgainOptions): Promise<T> {
  const { retries, isWorthIt, random } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= retries || !isWorthIt(error)) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + random()));
    }
  }
}
