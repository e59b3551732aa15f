import type { Happening } from './happening.ts';
import type { MyPageDocument, Part, Profile, Shelf, ShelfEntry } from './my-page-document.ts';
import { emptyShelf, putOnShelf, type ShelfSize } from './shelf.ts';

/**
 * 32 names of each. The whole document is written whenever one order changes, so each name costs at each order; with 256
 * they cost more than all else, with 64 half as much again as with 32. An order that pushes one out costs one small insert
 * into the archive.
 */
export const shelves: { readonly orders: ShelfSize; readonly coupons: ShelfSize } = {
  orders: { newest: 10, earlier: 22 },
  coupons: { newest: 20, earlier: 12 },
};
export type ShelfName = keyof typeof shelves;

/** Whether an entry older than the newest that is archived has been counted and archived. */
export type IsArchived = (shelf: ShelfName, id: string) => boolean;

/**
 * Adds what has happened to a customer's document; `null` is a customer of whom nothing is known. Events carry whole
 * states with versions, so that duplicates, gaps and any order end in the same document; one that tells nothing new gives
 * back the very same document.
 */
export function foldMyPage(
  document: MyPageDocument | null,
  happening: Happening,
  isArchived: IsArchived,
): MyPageDocument {
  const before = document ?? emptyDocument(happening.userId);
  if (before._id !== happening.userId) throw new Error(`An event of another user came to the page of ${before._id}`);
  if (before.isErased) return before;
  if (happening.kind === 'erased') {
    return { ...emptyDocument(before._id), revision: before.revision, isErased: true };
  }
  const { time, profile, orders, coupons } = happening;
  let after = before;
  if (profile !== null) after = put(after, 'profile', newerProfile(after.profile, profile), time);
  if (orders !== null) after = put(after, 'orders', putAll(after.orders, orders, 'orders', isArchived), time);
  if (coupons !== null) after = put(after, 'coupons', putAll(after.coupons, coupons, 'coupons', isArchived), time);
  return after;
}

export function emptyDocument(userId: string): MyPageDocument {
  return {
    _id: userId,
    revision: 0,
    isErased: false,
    asOf: { profile: null, orders: null, coupons: null },
    profile: null,
    orders: emptyShelf,
    coupons: emptyShelf,
  };
}

function newerProfile(before: Profile | null, profile: Profile): Profile {
  return before !== null && before.version >= profile.version ? before : profile;
}

function putAll<Entry extends ShelfEntry>(
  shelf: Shelf<Entry>,
  entries: readonly Entry[],
  name: ShelfName,
  isArchived: IsArchived,
): Shelf<Entry> {
  return entries.reduce(
    (before, entry) => putOnShelf(before, entry, shelves[name], (id) => isArchived(name, id)),
    shelf,
  );
}

/** A part as it is after something that happened at `time`; a part is as of the newest that has come, used or not. */
function put<Name extends Part>(
  document: MyPageDocument,
  part: Name,
  value: MyPageDocument[Name],
  time: string,
): MyPageDocument {
  const asOf = later(document.asOf[part], time);
  if (value === document[part] && asOf === document.asOf[part]) return document;
  return { ...document, [part]: value, asOf: { ...document.asOf, [part]: asOf } };
}

/** RFC 3339 in UTC sorts as text. */
function later(one: string | null, other: string): string {
  return one === null || one < other ? other : one;
}
