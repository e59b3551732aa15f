/** A door that stays shut until somebody opens it: holds a rival at a named point of a deterministic race. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

/** Lets everyone through once `parties` have arrived. */
export function barrier(parties: number): { arrive(): Promise<void> } {
  const { passed, open } = gate();
  let arrived = 0;
  return {
    arrive() {
      arrived++;
      if (arrived >= parties) open();
      return passed;
    },
  };
}

/** Runs `work` `count` times at once, all released by one barrier; tells how each of them ended. */
export async function race<T>(count: number, work: (index: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  const { arrive } = barrier(count);
  const runners = Array.from({ length: count }, async (_, index) => {
    await arrive();
    return work(index);
  });
  return Promise.allSettled(runners);
}
