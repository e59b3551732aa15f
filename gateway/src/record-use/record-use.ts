import { othersFirst } from '@rushgraph/concurrency';
import type { Database } from '@rushgraph/database';
import { ANY, type DescribedOperation, forgetUse, recordUse, undescribedOf } from '@rushgraph/schema-registry/use';
import { type Logger, type Metrics, runEvery } from '@rushgraph/service';
import { LRUCache } from 'lru-cache';
import { createUseCounter, type UseCounter } from './count-use.ts';
import { createPendingUse } from './pending-use.ts';

export interface RecordUseOptions {
  readonly database: Database;
  readonly everyMs: number;
  readonly now: () => Date;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly bounds?: UseBounds;
}

export interface UseBounds {
  /** Operations that are described between two writings. */
  readonly fresh: number;
  readonly clients: number;
  /** Counts that wait while the registry is away. */
  readonly pending: number;
  /** Operations that the registry describes in all. */
  readonly described: number;
}

const BOUNDS: UseBounds = { fresh: 500, clients: 200, pending: 10_000, described: 20_000 };
const LIMIT_MS = 2_000;
const HOUR_MS = 3_600_000;
const KEPT_MS = 30 * 24 * HOUR_MS;
const FORGOTTEN_AT_ONCE = 1_000;
/** Operations that are recorded in one transaction: their texts have room in one packet, and a part is done in time. */
const RECORDED_AT_ONCE = 200;

export interface UseRecorder extends UseCounter {
  /** Records what is left. */
  stop(): Promise<void>;
}

/**
 * Counts in memory, and adds the counts to the registry now and then, in one statement. What cannot be recorded waits, within
 * bounds: what a registry that is away, or somebody who asks something else every time, would let grow without end is counted
 * by the parts of the schema that it uses.
 */
export function startRecordingUse(options: RecordUseOptions): UseRecorder {
  const { database, everyMs, now, metrics, logger, bounds = BOUNDS } = options;
  const undescribed = metrics.counter(
    'gateway_use_undescribed_total',
    'Executions of operations that the registry had no room to describe',
    [],
  );
  const counter = createUseCounter(bounds, now);
  const pending = createPendingUse(bounds.pending, (uses) => undescribed.inc({}, uses));
  // An operation goes with its last use, so it is described in every hour anew.
  const recorded = new LRUCache<string, number>({ max: bounds.described });
  let isAway = false;
  let sweptIn = 0;

  async function flush(): Promise<boolean> {
    await gather();
    try {
      await write();
      if (isAway) logger.info('use is recorded again');
      isAway = false;
    } catch (error) {
      if (!isAway) logger.warn({ err: error }, 'use cannot be recorded; it waits for the registry');
      isAway = true;
    }
    return false;
  }

  async function gather(): Promise<void> {
    const { counted, others } = counter.take();
    pending.add(ANY, others);
    for (const { uses, describe } of counted) {
      pending.add(describe(), uses);
      // Requests come first: looking into a new operation takes a millisecond.
      await othersFirst();
    }
  }

  async function write(): Promise<void> {
    const at = now();
    const hour = Math.floor(at.getTime() / HOUR_MS);
    const isFresh = ({ hash }: DescribedOperation) => recorded.get(hash) !== hour;
    const unsure = pending.operations().filter(isFresh);
    if (unsure.length > 0) pending.forget(await undescribedOf(database.within(LIMIT_MS), unsure, bounds.described));
    const operations = pending.operations();
    for (let start = 0; start < operations.length; start += RECORDED_AT_ONCE) {
      const part = operations.slice(start, start + RECORDED_AT_ONCE);
      const fresh = part.filter(isFresh);
      await recordUse(database, { uses: pending.usesOf(part), fresh, at, limitMs: LIMIT_MS });
      pending.remove(part);
      for (const { hash } of fresh) recorded.set(hash, hour);
    }
    if (sweptIn !== hour) await sweep(at);
    sweptIn = hour;
  }

  async function sweep(at: Date): Promise<void> {
    const before = new Date(at.getTime() - KEPT_MS);
    while (await forgetUse(database.within(LIMIT_MS), before, FORGOTTEN_AT_ONCE)) await othersFirst();
  }

  const flushing = runEvery({ name: 'recording use', everyMs, work: flush, logger });
  return {
    count: counter.count,
    async stop() {
      await flushing.stop();
      await flush();
    },
  };
}
