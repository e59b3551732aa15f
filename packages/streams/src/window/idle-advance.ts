import { type Database, isStoreAtFault, type Tx } from '@rushgraph/database';
import { FencedOff } from '@rushgraph/messaging';
import type { Logger } from 'pino';
import type { WindowMetrics } from './window-metrics.ts';
import { advanceWindows, type WindowResult, type WindowSettings } from './window-state.ts';
import type { WindowStore } from './window-store.ts';

export interface IdleAdvance {
  /** The broker has confirmed that these partitions are ours, and no others. */
  confirm(partitions: readonly number[]): void;
  /** Lets time pass in those of our partitions where nothing comes. */
  tick(): Promise<void>;
  start(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export interface IdleAdvanceOptions<A> {
  readonly database: Database;
  readonly store: WindowStore<A>;
  readonly settings: WindowSettings;
  /** Tells this member from every other. */
  readonly owner: string;
  readonly onResults: (results: readonly WindowResult<A>[], tx: Tx) => Promise<void>;
  readonly now: () => Date;
  readonly tickMs: number;
  readonly logger: Logger;
  readonly measure: WindowMetrics;
  readonly onFatal: (error: unknown) => void;
}

/**
 * Closes the last windows of partitions that nothing comes to. Only the owner may. A member becomes it when the broker
 * has confirmed the partition to it, and is refused from the moment on when another one has: it may not know that it was
 * cut off. Were it wrong about that, nothing would be counted wrongly: each advance is one transaction under the lock.
 */
export function createIdleAdvance<A>(options: IdleAdvanceOptions<A>): IdleAdvance {
  const { database, store, settings, owner, onResults, now, logger, measure, onFatal } = options;
  const owned = new Set<number>();
  let confirmed: readonly number[] = [];
  let work = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** One after the other, so that a claim and an advance of this member never wait for each other. */
  function enqueue(task: () => Promise<void>): Promise<void> {
    work = work.then(async () => {
      if (stopped) return;
      try {
        await task();
      } catch (error) {
        if (!isStoreAtFault(error)) return onFatal(error);
        logger.warn({ err: error }, 'could not advance idle windows; trying again');
      }
    });
    return work;
  }

  async function claim(): Promise<void> {
    for (const partition of confirmed.filter((one) => !owned.has(one))) {
      await store.claim(database, partition, owner, now().getTime());
      if (confirmed.includes(partition)) owned.add(partition);
    }
  }

  async function advance(partition: number): Promise<void> {
    try {
      await advanceOwned(partition);
    } catch (error) {
      if (!(error instanceof FencedOff)) throw error;
      owned.delete(partition);
      measure.idleAdvance('refused');
      logger.warn({ partition }, 'another member of the group owns this partition now and continues its windows');
    }
  }

  async function advanceOwned(partition: number): Promise<void> {
    await database.transaction(async (tx) => {
      const at = now().getTime();
      const opened = await store.open(tx, partition, at);
      if (opened.owner !== owner) throw new FencedOff(`partition ${partition} is owned by ${opened.owner}`);
      const before = await store.load(tx, partition, opened.state);
      const step = advanceWindows(before, at, settings);
      const results = [...opened.results, ...step.results];
      if (step.state !== before) await store.save(tx, partition, before, step.state);
      if (results.length > 0) await onResults(results, tx);
      tx.onCommit(() => {
        measure.idleAdvance('done');
        measure.results(results.length);
      });
    });
  }

  async function advanceAll(): Promise<void> {
    const idle = await store.findIdle(database, [...owned], now().getTime());
    for (const partition of idle) if (owned.has(partition)) await advance(partition);
  }

  function tickLater(): void {
    timer = setTimeout(() => {
      void enqueue(advanceAll).then(() => {
        if (!stopped) tickLater();
      });
    }, options.tickMs);
  }

  return {
    confirm(partitions) {
      confirmed = partitions;
      for (const partition of owned) if (!partitions.includes(partition)) owned.delete(partition);
      if (partitions.some((one) => !owned.has(one))) void enqueue(claim);
    },
    tick: () => enqueue(advanceAll),
    start: tickLater,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await work;
    },
  };
}
