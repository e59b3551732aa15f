const FIRST_MS = 100;
const MAX_MS = 10_000;

export interface BackOff {
  /** Calls `retry` later, the more often something has failed in a row the later; returns in how many milliseconds. */
  retryLater(failures: number, retry: () => void): number;
  /** Calls nothing any more. */
  stop(): void;
}

/** 100 ms after the first failure, twice as long after each further one, 10 s at most. */
export function createBackOff(): BackOff {
  const timers = new Set<NodeJS.Timeout>();
  return {
    retryLater(failures, retry) {
      const delayMs = Math.min(FIRST_MS * 2 ** (failures - 1), MAX_MS);
      const timer = setTimeout(() => {
        timers.delete(timer);
        retry();
      }, delayMs);
      timers.add(timer);
      return delayMs;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
