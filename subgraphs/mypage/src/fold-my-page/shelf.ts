import type { EntryName, Shelf, ShelfEntry } from './my-page-document.ts';

export interface ShelfSize {
  /** Entries kept in full. */
  readonly newest: number;
  /** Entries before them that are still told apart. */
  readonly earlier: number;
}

export const emptyShelf = { count: 0, newest: [], earlier: [] } as const;

/**
 * Puts one version of an entry on a shelf. A version that is not newer than the one there changes nothing.
 *
 * The count is exact although the shelf is bounded. What the shelf remembers are the newest entries of all that came, so
 * an unknown entry that is newer than the oldest remembered one has never come: it counts. An unknown entry older than
 * that has been forgotten or is late: its first version counts it, the later ones do not.
 */
export function putOnShelf<Entry extends ShelfEntry>(shelf: Shelf<Entry>, entry: Entry, size: ShelfSize): Shelf<Entry> {
  const shown = shelf.newest.find(({ id }) => id === entry.id);
  if (shown !== undefined) {
    if (shown.version >= entry.version) return shelf;
    return { ...shelf, newest: shelf.newest.map((each) => (each.id === entry.id ? entry : each)) };
  }
  if (shelf.earlier.some(({ id }) => id === entry.id)) return shelf;
  if (isBeyondMemory(shelf, entry, size)) {
    return entry.version === 1 ? { ...shelf, count: shelf.count + 1 } : shelf;
  }
  const newest = [...shelf.newest, entry].sort(newestFirst);
  const pushedOut = newest.splice(size.newest).map(({ id, at }) => ({ id, at }));
  const earlier = [...shelf.earlier, ...pushedOut].sort(newestFirst).slice(0, size.earlier);
  return { count: shelf.count + 1, newest, earlier };
}

/** Whether a shelf that forgets (it is full) would have forgotten this entry. */
function isBeyondMemory<Entry extends ShelfEntry>(shelf: Shelf<Entry>, entry: Entry, size: ShelfSize): boolean {
  const oldest = shelf.earlier.at(-1) ?? shelf.newest.at(-1);
  const isFull = shelf.newest.length + shelf.earlier.length >= size.newest + size.earlier;
  return isFull && oldest !== undefined && newestFirst(entry, oldest) > 0;
}

/** A total order: time, then id. */
function newestFirst(one: EntryName, other: EntryName): number {
  if (one.at !== other.at) return one.at < other.at ? 1 : -1;
  if (one.id === other.id) return 0;
  return one.id < other.id ? 1 : -1;
}
