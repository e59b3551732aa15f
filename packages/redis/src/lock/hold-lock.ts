import type { Logger } from 'pino';

/** What is asked of redlock for a lock that it gave. */
export interface Lease {
  extend(ms: number): PromiseLike<unknown>;
  unlock(): PromiseLike<void>;
}

export interface HeldLock {
  /** By key: greater than that of every holder before. */
  readonly tokens: ReadonlyMap<string, number>;
  /**
   * Whether nobody else can have the keys yet. False once an extension has failed or the lease has run out; true is no
   * promise, for the caller may be paused on its next line.
   */
  stillHeld(): boolean;
  /** Gives the keys to the next one. Tries once and never throws: what is not released runs out. */
  release(): Promise<void>;
}

interface HoldOptions {
  readonly lock: Lease;
  readonly keys: readonly string[];
  readonly tokens: ReadonlyMap<string, number>;
  readonly leaseMs: number;
  readonly longestMs?: number;
  /** When the lock was asked for, on the clock of `performance`. */
  readonly startedAt: number;
  readonly logger: Pick<Logger, 'warn'>;
  /** The release is on its way to Redis: what is sent from now on finds the keys free. */
  readonly onReleased: () => void;
}

/** Extends a lock at every third of its lease, until it is released, an extension fails, or it has lasted too long. */
export function holdLock(options: HoldOptions): HeldLock {
  const { lock, keys, tokens, leaseMs, longestMs = 30_000, startedAt, logger, onReleased } = options;
  // What redlock leaves for clocks that differ. Counted by a clock that nobody sets.
  const sureMs = leaseMs - Math.round(leaseMs * 0.01) - 2;
  let sureUntil = startedAt + sureMs;
  let isOver = false;
  let timer = extendLater();

  function extendLater(): NodeJS.Timeout {
    return setTimeout(() => void extend(), leaseMs / 3).unref();
  }

  async function extend(): Promise<void> {
    const askedAt = performance.now();
    try {
      if (askedAt - startedAt > longestMs) throw new Error(`held for more than ${longestMs} ms`);
      await lock.extend(leaseMs);
    } catch (error) {
      if (isOver) return;
      sureUntil = 0;
      logger.warn({ err: error, keys }, 'a lock was lost before its holder released it');
      return;
    }
    if (isOver) return;
    sureUntil = askedAt + sureMs;
    timer = extendLater();
  }

  return {
    tokens,
    stillHeld: () => !isOver && performance.now() < sureUntil,
    async release() {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      try {
        const unlocking = lock.unlock();
        onReleased();
        await unlocking;
      } catch (error) {
        logger.warn({ err: error, keys }, 'could not release a lock; it ends with its lease');
      }
    },
  };
}
