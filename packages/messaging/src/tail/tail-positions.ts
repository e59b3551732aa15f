import type { Bounds } from '../consumer/shared-admin.ts';

export interface TailPositions {
  /** Records below `next` have been taken, or passed over. */
  move(partition: number, next: bigint): void;
  /**
   * Where to go on, and whether anything may lie between there and what was taken. Nothing moves by it: what is not begun with
   * after all is found again. Throws for a partition without bounds.
   */
  goOn(
    partitions: readonly number[],
    bounds: ReadonlyMap<number, Bounds>,
  ): { readonly offsets: ReadonlyMap<number, bigint>; readonly hasGap: boolean };
}

/** How far a tail is, in memory: a process that starts has taken nothing, and begins with the end. */
export function createTailPositions(): TailPositions {
  const taken = new Map<number, bigint>();
  return {
    move(partition, next) {
      taken.set(partition, next);
    },
    goOn(partitions, bounds) {
      const offsets = new Map<number, bigint>();
      let hasGap = false;
      for (const partition of partitions) {
        const found = bounds.get(partition);
        if (found === undefined) throw new Error(`Partition ${partition} is not there`);
        const next = taken.get(partition);
        const isReachable = next !== undefined && next >= found.low && next <= found.high;
        const offset = isReachable ? next : found.high;
        hasGap ||= !isReachable;
        offsets.set(partition, offset);
      }
      return { offsets, hasGap };
    },
  };
}
