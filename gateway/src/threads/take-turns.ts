import { BriefMap } from '@rushgraph/concurrency';
import type { Sender } from './sender.ts';

export interface Turns {
  /**
   * Does the work in its turn, and gives undefined when nobody wants it any more by then. Its turn goes on until it has
   * rested. Rejects with TooManyWaiting when too much is waiting, in all or of this owner: also later, for the last work of who
   * has more waiting than a newcomer.
   */
  take<T>(owner: Sender['owner'], task: Task<T>): Promise<T | undefined>;
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

interface Waiting {
  readonly begin: () => Promise<void>;
  readonly refuse: (reason: TooManyWaiting) => void;
}

/** Owners take turns, however much each of them has to do. What is this process's own is never refused. */
export function createTurns({ atOnce, waiting: most, waitingOfOne }: TurnsOptions): Turns {
  const byOwner = new BriefMap<Sender['owner'], Waiting[]>();
  let waiting = 0;
  let underWay = 0;

  function add(owner: Sender['owner'], one: Waiting): void {
    const own = byOwner.get(owner) ?? [];
    if (owner !== undefined) makeRoom(own.length);
    own.push(one);
    byOwner.set(owner, own);
    waiting += 1;
  }

  /** Who has most waiting gives way to who has less. Otherwise a few could keep all others out. */
  function makeRoom(ownLength: number): void {
    if (ownLength >= waitingOfOne) throw new TooManyWaiting();
    if (waiting < most) return;
    let longest: Waiting[] = [];
    for (const [owner, theirs] of byOwner.entries())
      if (owner !== undefined && theirs.length > longest.length) longest = theirs;
    if (longest.length <= ownLength + 1) throw new TooManyWaiting();
    longest.pop()?.refuse(new TooManyWaiting());
    waiting -= 1;
  }

  /** The next one of the owner whose turn was longest ago. */
  function next(): Waiting | undefined {
    for (const [owner, own] of byOwner.entries()) {
      byOwner.delete(owner);
      const first = own.shift();
      if (own.length > 0) byOwner.set(owner, own);
      waiting -= 1;
      return first;
    }
    return undefined;
  }

  function goOn(): void {
    while (underWay < atOnce) {
      const first = next();
      if (first === undefined) return;
      underWay += 1;
      void first.begin().finally(() => {
        underWay -= 1;
        goOn();
      });
    }
  }

  return {
    async take<T>(owner: Sender['owner'], { isWanted, work, rest }: Task<T>) {
      const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
      async function begin(): Promise<void> {
        if (!isWanted()) return resolve(undefined);
        const working = work();
        resolve(working);
        // What it rejects with is for who waits for it.
        await working.then(rest, () => undefined);
      }
      add(owner, { begin, refuse: reject });
      goOn();
      return promise;
    },
  };
}
