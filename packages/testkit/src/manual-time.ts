/** Time as policies of `@rushgraph/resilience` take it, moved by a test. */
export interface ManualTime {
  now(): number;
  after(milliseconds: number, run: () => void): () => void;
  /** Goes on by so many milliseconds; what is due meanwhile runs at its time, and what it leads to ends before the next. */
  advance(milliseconds: number): Promise<void>;
}

/** Time that stands still until it is advanced. */
export function manualTime(): ManualTime {
  let now = 0;
  const due = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    after(milliseconds, run) {
      const entry = { at: now + milliseconds, run };
      due.add(entry);
      return () => due.delete(entry);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at);
        if (next === undefined) break;
        due.delete(next);
        now = next.at;
        next.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets everything that waits for nothing but promises come to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
