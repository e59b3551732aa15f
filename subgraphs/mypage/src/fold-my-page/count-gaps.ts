import type { IsArchived, ShelfName } from './fold-my-page.ts';
import type { Happening } from './happening.ts';
import type { MyPageDocument, ShelfEntry } from './my-page-document.ts';
import { mayBeArchived } from './shelf.ts';

/**
 * How many versions are missing between what the page knows and what is told. They harm nothing, because events carry
 * whole states: a topic that is compacted skips versions, too. Of what the page knows by name alone nobody can tell.
 */
export function countGaps(document: MyPageDocument | null, happening: Happening, isArchived: IsArchived): number {
  if (happening.kind === 'erased' || document?.isErased) return 0;
  const { profile } = happening;
  const ofProfile = profile === null ? 0 : gap(document?.profile?.version ?? 0, profile.version);
  return ofProfile + ofShelf('orders') + ofShelf('coupons');

  function ofShelf(name: ShelfName): number {
    const entries: readonly ShelfEntry[] = (happening.kind === 'told' && happening[name]) || [];
    return entries.reduce((sum, entry) => sum + gap(knownVersion(name, entry), entry.version), 0);
  }

  function knownVersion(name: ShelfName, entry: ShelfEntry): number {
    if (document === null) return 0;
    const shelf = document[name];
    const shown = shelf.newest.find(({ id }) => id === entry.id);
    if (shown !== undefined) return shown.version;
    const isNamed = shelf.earlier.some(({ id }) => id === entry.id);
    return isNamed || (mayBeArchived(shelf, entry) && isArchived(name, entry.id)) ? entry.version : 0;
  }
}

function gap(known: number, told: number): number {
  return Math.max(0, told - 1 - known);
}
