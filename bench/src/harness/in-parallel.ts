/** Runs `work` for 0 … count − 1 by this many callers, each waiting for its answer before its next call. */
export async function inParallel(
  callers: number,
  count: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
