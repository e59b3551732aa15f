import { BriefMap } from '@rushgraph/concurrency';

export interface KeyQueue {
  /** Resolves when it is this one's turn at one of the keys, and at the latest after so many milliseconds. */
  wait(keys: readonly string[], ms: number): Promise<void>;
  /** Each of these keys is free, and the first who waits for it is called. */
  call(keys: readonly string[]): void;
}

/** Those of one process who wait for keys: they need not ask Redis again and again for what one of them will give back. */
export function createKeyQueue(): KeyQueue {
  const waiting = new BriefMap<symbol, { readonly keys: readonly string[]; readonly go: () => void }>();
  return {
    wait: (keys, ms) =>
      new Promise((resolve) => {
        const id = Symbol();
        const go = () => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve();
        };
        const timer = setTimeout(go, ms);
        waiting.set(id, { keys, go });
      }),
    call(free) {
      for (const key of free) {
        const first = [...waiting.values()].find(({ keys }) => keys.includes(key));
        first?.go();
      }
    },
  };
}
