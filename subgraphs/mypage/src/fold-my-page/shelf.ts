import type { EntryName, Shelf, ShelfEntry } from './my-page-document.ts';

export interface ShelfSize {
  /** Entries kept in full. */
  readonly newest: number;
  /** Names before them that are kept beside them. */
  readonly earlier: number;
}

export const emptyShelf = { count: 0, newest: [], earlier: [], archivedTo: null } as const;

/**
 * Puts one version of an entry on a shelf. A version that is not newer than the one there changes nothing: the very same
 * shelf comes back.
 *
 * The count is exact although the shelf is bounded: an entry counts when it is on the shelf for the first time, and every
 * entry that has counted is on the shelf or in the archive. Nothing in the archive is newer than `archivedTo`, so that
 * only for older entries the archive has to be asked.
 */
export function putOnShelf<Entry extends ShelfEntry>(
  shelf: Shelf<Entry>,
  entry: Entry,
  size: ShelfSize,
  isArchived: (id: string) => boolean,
): Shelf<Entry> {
  const shown = shelf.newest.find(({ id }) => id === entry.id);
  if (shown !== undefined) {
    if (shown.version >= entry.version) return shelf;
    return { ...shelf, newest: shelf.newest.map((each) => (each.id === entry.id ? entry : each)) };
  }
  if (shelf.earlier.some(({ id }) => id === entry.id)) return shelf;
  if (mayBeArchived(shelf, entry) && isArchived(entry.id)) return shelf;
  const newest = inserted(shelf.newest, entry);
  const earlier = newest
    .splice(size.newest)
    .reduce<readonly EntryName[]>((names, { id, at }) => inserted(names, { id, at }), shelf.earlier);
  return { ...shelf, count: shelf.count + 1, newest, earlier };
}

/** Most entries come as the newest of all: they are looked for from there. */
function inserted<Name extends EntryName>(names: readonly Name[], name: Name): Name[] {
  const place = names.findIndex((other) => newestFirst(name, other) < 0);
  return names.toSpliced(place < 0 ? names.length : place, 0, name);
}

/** Whether the archive has to be asked for an entry that is not on the shelf. */
export function mayBeArchived({ archivedTo }: Shelf<ShelfEntry>, entry: EntryName): boolean {
  return archivedTo !== null && newestFirst(entry, archivedTo) >= 0;
}

/**
 * What a shelf has too many of, at most `most` of the oldest, and the shelf without them. Only for a shelf that is stored:
 * its names have been counted.
 */
export function splitShelf<Entry extends ShelfEntry>(
  shelf: Shelf<Entry>,
  size: ShelfSize,
  most: number,
): { readonly shelf: Shelf<Entry>; readonly names: readonly EntryName[] } {
  const kept = Math.max(size.earlier, shelf.earlier.length - most);
  const names = shelf.earlier.slice(kept);
  const [first] = names;
  if (first === undefined) return { shelf, names };
  const { archivedTo } = shelf;
  const isNewer = archivedTo === null || newestFirst(first, archivedTo) < 0;
  const earlier = shelf.earlier.slice(0, kept);
  return { shelf: { ...shelf, earlier, archivedTo: isNewer ? first : archivedTo }, names };
}

/** A total order: time, then id. */
function newestFirst(one: EntryName, other: EntryName): number {
  if (one.at !== other.at) return one.at < other.at ? 1 : -1;
  if (one.id === other.id) return 0;
  return one.id < other.id ? 1 : -1;
}
