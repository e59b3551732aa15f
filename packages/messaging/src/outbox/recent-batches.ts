import { BriefMap } from '@rushgraph/concurrency';
import type { PackedRecord } from './outbox-batch.ts';

export interface RecentBatches {
  keep(id: string, batch: readonly PackedRecord[]): void;
  recall(id: string): readonly PackedRecord[] | undefined;
  forget(id: string): void;
}

/** Records that may be remembered, some 15 MB of events of 0.7 kB; beyond that the oldest batches are read from their rows. */
const MAX_RECORDS = 20_000;

/** The batches that were committed here and are not published yet: the relay need not read back what is at hand. */
export function createRecentBatches(most = MAX_RECORDS): RecentBatches {
  const batches = new BriefMap<string, readonly PackedRecord[]>();
  let records = 0;

  function forget(id: string): void {
    records -= batches.get(id)?.length ?? 0;
    batches.delete(id);
  }

  return {
    keep(id, batch) {
      batches.set(id, batch);
      records += batch.length;
      // A batch in a bucket of another relay is never forgotten by ours: the oldest go first.
      for (const oldest of batches.keys()) {
        if (records <= most) break;
        forget(oldest);
      }
    },
    recall: (id) => batches.get(id),
    forget,
  };
}
