import type { PackedRecord } from './parcel.ts';

export interface ParcelMemory {
  keep(id: string, parcel: readonly PackedRecord[]): void;
  recall(id: string): readonly PackedRecord[] | undefined;
  forget(id: string): void;
}

/** Records that may be remembered; beyond that the oldest parcels are read from their rows instead. */
const MOST_RECORDS = 20_000;

/** The parcels that were committed here and are not published yet: the relay need not read back what is at hand. */
export function createParcelMemory(most = MOST_RECORDS): ParcelMemory {
  const parcels = new Map<string, readonly PackedRecord[]>();
  let records = 0;

  function forget(id: string): void {
    records -= parcels.get(id)?.length ?? 0;
    parcels.delete(id);
  }

  return {
    keep(id, parcel) {
      parcels.set(id, parcel);
      records += parcel.length;
      // A parcel in a bucket of another relay is never forgotten by ours: the oldest go first.
      for (const oldest of parcels.keys()) {
        if (records <= most) break;
        forget(oldest);
      }
    },
    recall: (id) => parcels.get(id),
    forget,
  };
}
