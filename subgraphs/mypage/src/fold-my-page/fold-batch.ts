import { archiveKey, archiveKeysOf, splitPages } from './archive.ts';
import { countGaps } from './count-gaps.ts';
import { foldMyPage, type ShelfName } from './fold-my-page.ts';
import type { Happening } from './happening.ts';
import type { MyPageDocument } from './my-page-document.ts';

/** The topics are consumed apart, so writers of one document do meet; each meeting costs one more round. */
const ROUNDS = 50;
/**
 * Names that are moved in one batch. A member of the group that takes long is taken for dead, and after a release that
 * names fewer entries each page has many too many. A batch of 2,000 adds no more than half as many.
 */
const MOST_ARCHIVED = 4_000;

/** Named like the driver's own errors, which consumers take for a passing trouble of the store and not for a bad record. */
export class MongoPageContention extends Error {
  override readonly name = 'MongoPageContention';
}

/** What folding needs of the store of pages. */
export interface FoldStore {
  loadMany(ids: readonly string[]): Promise<ReadonlyMap<string, MyPageDocument>>;
  /**
   * Writes each document if nobody has written it since it was loaded, and gives it the next revision. False when at
   * least one was left as it is: load, fold and save again.
   */
  save(documents: readonly MyPageDocument[]): Promise<boolean>;
  /** Keeps keys for ever; those that are there stay. */
  archive(keys: readonly string[]): Promise<void>;
  findArchived(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Deletes what is archived of these users. */
  forget(userIds: readonly string[]): Promise<void>;
}

export interface Folded {
  /** Versions that never came, as far as the pages can tell. */
  readonly gaps: number;
}

/** Folds events into the documents of their users, in order. Doing it again, or again in part, changes nothing. */
export async function foldBatch(store: FoldStore, happenings: readonly Happening[]): Promise<Folded> {
  const ids = [...new Set(happenings.map(({ userId }) => userId))];
  for (let round = 0; round < ROUNDS; round++) {
    const stored = await store.loadMany(ids);
    const split = splitPages(stored.values(), MOST_ARCHIVED);
    // Before the documents lose these names. If what follows fails they are in both places, which harms nothing.
    await store.archive(split.flatMap(({ keys }) => keys));
    const before = new Map(split.map(({ document }) => [document._id, document]));
    const archived = await store.findArchived(archiveKeysOf(before, happenings));
    const { after, gaps } = foldAll(before, happenings, archived);
    if (await store.save([...after.values()].filter((document) => stored.get(document._id) !== document))) {
      // Whatever happened to them: names may have been archived while somebody else erased the page.
      await store.forget([...after.values()].flatMap(({ _id, isErased }) => (isErased ? [_id] : [])));
      return { gaps };
    }
  }
  throw new MongoPageContention(`Other writers changed the same pages ${ROUNDS} times in a row`);
}

function foldAll(
  before: ReadonlyMap<string, MyPageDocument>,
  happenings: readonly Happening[],
  archived: ReadonlySet<string>,
): { readonly after: ReadonlyMap<string, MyPageDocument>; readonly gaps: number } {
  const after = new Map(before);
  let gaps = 0;
  for (const happening of happenings) {
    const { userId } = happening;
    const document = after.get(userId) ?? null;
    const isArchived = (shelf: ShelfName, id: string) => archived.has(archiveKey(userId, shelf, id));
    gaps += countGaps(document, happening, isArchived);
    after.set(userId, foldMyPage(document, happening, isArchived));
  }
  return { after, gaps };
}
