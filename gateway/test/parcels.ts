import { createNewest, type Newest } from '@rushgraph/concurrency';
import { maySee, type Viewer } from '@rushgraph/identity';
import { codedError } from '@rushgraph/service';

export interface Parcel {
  readonly id: string;
  readonly state: string;
  /** As long as a test wants. */
  readonly note: string;
}

interface Kept {
  readonly owner: string;
  parcel: Parcel;
  readonly watchers: Set<Newest<Parcel>>;
}

export interface Parcels {
  /** A parcel on its way to somebody. */
  send(id: string, owner?: string): void;
  /** Tells all watchers; `delivered` is the end. */
  move(id: string, state: string, note?: string): void;
  /** Subscriptions that are open, of one parcel or of all. */
  watchers(id?: string): number;
  /** How often a subscription was opened. */
  readonly opened: () => number;
  watch(id: string, viewer: Viewer): Newest<Parcel>;
}

/** What the small shop's order subgraph can be subscribed to: parcels that move when a test says so. */
export function createParcels(): Parcels {
  const parcels = new Map<string, Kept>();
  let opened = 0;
  return {
    send(id, owner = 'ada') {
      parcels.set(id, { owner, parcel: { id, state: 'sent', note: '' }, watchers: new Set() });
    },
    move(id, state, note = '') {
      const kept = parcels.get(id);
      if (kept === undefined) throw new Error(`There is no parcel ${id}`);
      kept.parcel = { id, state, note };
      for (const watcher of [...kept.watchers]) tell(watcher, kept.parcel);
    },
    watchers: (id) =>
      [...parcels].reduce((sum, [key, { watchers }]) => sum + (id === undefined || key === id ? watchers.size : 0), 0),
    opened: () => opened,
    watch(id, viewer) {
      opened += 1;
      const kept = parcels.get(id);
      if (kept === undefined || !maySee(viewer, kept.owner)) throw codedError('NOT_FOUND', 'There is no such parcel.');
      const watcher = createNewest<Parcel>(() => kept.watchers.delete(watcher));
      kept.watchers.add(watcher);
      tell(watcher, kept.parcel);
      return watcher;
    },
  };
}

function tell(watcher: Newest<Parcel>, parcel: Parcel): void {
  watcher.put(parcel);
  if (parcel.state === 'delivered') watcher.end();
}
