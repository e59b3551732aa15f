import type { Snapshot } from '../snapshot/snapshot.ts';

export interface ParkedFacts {
  readonly parked: number;
  /** Those that should have met their order, or been given back, by now. */
  readonly stale: number;
}

/** Stock results that wait for their order. */
export async function readParked(order: Snapshot, staleBefore: Date): Promise<ParkedFacts> {
  return order.figures<'parked' | 'stale'>(
    'SELECT COUNT(*) AS parked, SUM(parked_at < ?) AS stale FROM parked_result',
    [staleBefore],
  );
}
