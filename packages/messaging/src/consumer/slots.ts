export interface Slots {
  /** Runs the work when a slot is free, in the order of asking. */
  use<T>(work: () => Promise<T>): Promise<T>;
}

/** Bounds how much runs at once. */
export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async use(work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
