import { forNobody } from './callers-time.ts';

/** Items that wait, and leave in batches. */
export interface Batcher<Item> {
  /** Lets items wait, in their order, behind those that wait already. */
  add(items: readonly Item[]): void;
  /** How many wait. */
  waiting(): number;
  /** Takes out those that wait and are meant. */
  remove(isMeant: (item: Item) => boolean): Item[];
  /** Lets go without waiting for company; resolves when nothing waits and nothing is under way. */
  drain(): Promise<void>;
}

export interface BatcherOptions<Item> {
  /** What becomes of a batch, and of each item in it. Must not reject. */
  readonly work: (batch: readonly Item[]) => Promise<void>;
  /** How many of the first to take; at least one is taken. */
  readonly fitting: (waiting: readonly Item[]) => number;
  /** So many leave at once. */
  readonly fullAt: number;
  /** How the first item waits for company: calls back when that is over, and gives a function that calls it off. */
  readonly company: (leave: () => void) => () => void;
  /** Batches under way at the same time. Default 1, which keeps the items in order. */
  readonly maxInFlight?: number;
  /** Whether items also wait for company when a batch is done beside another one. Default: they leave at once. */
  readonly waitsBesideOthers?: boolean;
}

/** Company is waited for until the present turn of the event loop is over: for what comes in one turn. */
export const nextTurn: BatcherOptions<never>['company'] = (leave) => {
  const turn = setImmediate(leave);
  return () => clearImmediate(turn);
};

/** Company is waited for so long. */
export function afterMilliseconds(milliseconds: number): BatcherOptions<never>['company'] {
  return (leave) => {
    const timer = setTimeout(leave, milliseconds);
    return () => clearTimeout(timer);
  };
}

/**
 * Items leave when their first one has waited long enough for company, when there are enough of them, or as soon as an
 * earlier batch is done: then company has come meanwhile. So under load batches grow by themselves, and nothing waits idly.
 */
export function createBatcher<Item>(options: BatcherOptions<Item>): Batcher<Item> {
  const { work, fitting, fullAt, company, maxInFlight = 1, waitsBesideOthers = false } = options;
  let waiting: Item[] = [];
  let inFlight = 0;
  let callOff: (() => void) | undefined;
  let drained: (() => void)[] = [];

  function leave(): void {
    callOff?.();
    callOff = undefined;
    while (waiting.length > 0 && inFlight < maxInFlight) {
      const batch = waiting.splice(0, Math.max(1, fitting(waiting)));
      inFlight += 1;
      // A batch is for all in it, not for whoever happened to let it go.
      void forNobody(() => work(batch)).finally(ended);
    }
  }

  function ended(): void {
    inFlight -= 1;
    if (inFlight === 0 || !waitsBesideOthers) leave();
    else if (waiting.length > 0) callOff ??= company(leave);
    if (inFlight > 0) return;
    for (const tell of drained) tell();
    drained = [];
  }

  return {
    add(items) {
      for (const item of items) waiting.push(item);
      if (waiting.length === 0 || inFlight >= maxInFlight) return;
      if (waiting.length >= fullAt) leave();
      else callOff ??= company(leave);
    },
    waiting: () => waiting.length,
    remove(isMeant) {
      const removed = waiting.filter(isMeant);
      if (removed.length > 0) waiting = waiting.filter((item) => !isMeant(item));
      return removed;
    },
    async drain() {
      leave();
      if (inFlight > 0) await new Promise<void>((resolve) => drained.push(resolve));
    },
  };
}
