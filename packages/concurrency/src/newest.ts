/** A place for one value: who puts never waits, and who takes gets the newest. */
export interface Newest<T> extends AsyncIterableIterator<T, undefined> {
  /** Takes the place of a value that nobody has taken yet. Nothing after the end. */
  put(value: T): void;
  /** No more will come; what waits is still taken. */
  end(): void;
  /** What waits is dropped, and whoever takes gets this error, once. */
  fail(error: unknown): void;
  /** Whoever takes has had enough: what waits is dropped. */
  return(): Promise<IteratorReturnResult<undefined>>;
}

interface Taker<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * What passes states from somebody quick to somebody who may be slow, in memory for one of them. One taker at a time.
 * @param onClosed called once, when it has ended in whichever way
 */
export function createNewest<T>(onClosed: () => void = () => undefined): Newest<T> {
  let held: { readonly value: T } | undefined;
  let failure: { readonly error: unknown } | undefined;
  let taker: Taker<T> | undefined;
  let isClosed = false;

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    onClosed();
  }

  const newest: Newest<T> = {
    put(value) {
      if (isClosed) return;
      if (taker === undefined) held = { value };
      else settle((waiting) => waiting.resolve({ done: false, value }));
    },
    end() {
      close();
      settle((waiting) => waiting.resolve(DONE));
    },
    fail(error) {
      if (isClosed) return;
      close();
      held = undefined;
      if (taker === undefined) failure = { error };
      else settle((waiting) => waiting.reject(error));
    },
    next() {
      if (held !== undefined) {
        const { value } = held;
        held = undefined;
        return Promise.resolve({ done: false, value });
      }
      if (failure !== undefined) {
        const { error } = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (isClosed) return Promise.resolve(DONE);
      return new Promise((resolve, reject) => {
        taker = { resolve, reject };
      });
    },
    return() {
      close();
      held = undefined;
      failure = undefined;
      settle((waiting) => waiting.resolve(DONE));
      return Promise.resolve(DONE);
    },
    [Symbol.asyncIterator]: () => newest,
  };
  return newest;

  function settle(how: (waiting: Taker<T>) => void): void {
    const waiting = taker;
    taker = undefined;
    if (waiting !== undefined) how(waiting);
  }
}
