export interface Turns {
  /**
   * Does the work in its turn, and gives undefined when nobody wants it any more by then. Its turn goes on until it has
   * rested. Rejects with TooManyWaiting when too much is waiting already, in all or of this owner.
   */
  take<T>(owner: string, task: Task<T>): Promise<T | undefined>;
}

export interface Task<T> {
  readonly isWanted: () => boolean;
  readonly work: () => Promise<T>;
  /** Told what was done; what else it causes gets some time before the next turn. */
  readonly rest?: (done: T) => Promise<unknown>;
}

export interface TurnsOptions {
  /** So much is done at the same time. */
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitingOfOne: number;
}

/** It would have to wait too long. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';
}

/** Owners take turns, however much each of them has to do. */
export function createTurns({ atOnce, waiting: most, waitingOfOne }: TurnsOptions): Turns {
  const byOwner = new Map<string, (() => Promise<void>)[]>();
  let waiting = 0;
  let underWay = 0;

  function add(owner: string, begin: () => Promise<void>): void {
    const own = byOwner.get(owner) ?? [];
    if (waiting >= most || own.length >= waitingOfOne) throw new TooManyWaiting();
    own.push(begin);
    byOwner.set(owner, own);
    waiting += 1;
  }

  /** The next one of the owner whose turn was longest ago. */
  function next(): (() => Promise<void>) | undefined {
    for (const [owner, own] of byOwner) {
      byOwner.delete(owner);
      const begin = own.shift();
      if (own.length > 0) byOwner.set(owner, own);
      waiting -= 1;
      return begin;
    }
    return undefined;
  }

  function goOn(): void {
    while (underWay < atOnce) {
      const begin = next();
      if (begin === undefined) return;
      underWay += 1;
      void begin().finally(() => {
        underWay -= 1;
        goOn();
      });
    }
  }

  return {
    async take<T>(owner: string, { isWanted, work, rest }: Task<T>) {
      const { promise, resolve } = Promise.withResolvers<T | undefined>();
      add(owner, async () => {
        if (!isWanted()) return resolve(undefined);
        const working = work();
        resolve(working);
        // What it rejects with is for who waits for it.
        await working.then(rest, () => undefined);
      });
      goOn();
      return promise;
    },
  };
}
