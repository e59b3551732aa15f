import { type Collection, type Db, MongoServerError } from 'mongodb';
import type { FoldStore } from '../fold-my-page/fold-batch.ts';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';
import { areDuplicates, DUPLICATE_KEY } from './are-duplicates.ts';
import { createReplacePages } from './replace-pages.ts';
import { pageOf, type StoredPage } from './stored-page.ts';

export interface MyPageStore extends FoldStore {
  load(id: string): Promise<MyPageDocument | null>;
  /** Those that are there, as they are stored. */
  loadStored(ids: readonly string[]): Promise<ReadonlyMap<string, StoredPage>>;
  /** Claims pages to be composed, unless somebody has claimed them less than `lifetimeMs` ago. */
  claim(ids: readonly string[], now: Date, lifetimeMs: number): Promise<ReadonlySet<string>>;
  release(ids: readonly string[]): Promise<void>;
  /** The ids of all pages, so many at once. */
  ids(most: number): AsyncGenerator<readonly string[]>;
  ping(): Promise<void>;
}

/** Keys or pages in one command. */
const CHUNK = 1_000;

/** The collections of a generation of pages: each rebuild makes one beside those before it. */
export function collectionsOf(generation: number) {
  const suffix = generation === 1 ? '' : `_${generation}`;
  return { pages: `my_page${suffix}`, archive: `my_page_archive${suffix}` } as const;
}

/** One generation of pages in MongoDB: whole documents, found by `_id`, replaced under their revision. */
export function createMyPageStore(db: Db, generation = 1): MyPageStore {
  const names = collectionsOf(generation);
  const pages: Collection<StoredPage> = db.collection(names.pages);
  /** What pages have counted and do not name any more: keys and nothing else. */
  const archive: Collection<{ readonly _id: string }> = db.collection(names.archive);
  const claims: Collection<Claim> = db.collection('my_page_claim');
  const replacePages = createReplacePages(db, names.pages);

  async function loadStored(ids: readonly string[]): Promise<ReadonlyMap<string, StoredPage>> {
    // All of them in the first batch, with room for one more, so that the server sees the end.
    const found = await pages.find({ _id: { $in: [...ids] } }, { batchSize: ids.length + 1 }).toArray();
    return new Map(found.map((stored) => [stored._id, stored]));
  }

  return {
    async load(id) {
      const stored = await pages.findOne({ _id: id });
      return stored === null ? null : pageOf(stored);
    },
    loadStored,
    async loadMany(ids) {
      return new Map([...(await loadStored(ids))].map(([id, stored]) => [id, pageOf(stored)]));
    },
    async *ids(most) {
      let chunk: string[] = [];
      for await (const { _id } of pages.find({})) {
        chunk.push(_id);
        if (chunk.length < most) continue;
        yield chunk;
        chunk = [];
      }
      if (chunk.length > 0) yield chunk;
    },
    async save(documents) {
      const first = documents.filter(({ revision }) => revision === 0);
      if (first.length > 0 && !(await insertedAll(pages, first))) return false;
      for (const chunk of chunksOf(documents.filter(({ revision }) => revision > 0))) {
        if ((await replacePages(chunk)) < chunk.length) return false;
      }
      return true;
    },
    async archive(keys) {
      for (const chunk of chunksOf(keys)) {
        try {
          await archive.insertMany(
            chunk.map((key) => ({ _id: key })),
            { ordered: false },
          );
        } catch (error) {
          if (!areDuplicates(error)) throw error;
        }
      }
    },
    async findArchived(keys) {
      const found = new Set<string>();
      for (const chunk of chunksOf(keys)) {
        for (const { _id } of await archive.find({ _id: { $in: [...chunk] } }).toArray()) found.add(_id);
      }
      return found;
    },
    async claim(ids, now, lifetimeMs) {
      const at = now.getTime();
      const earlier = await claims.find({ _id: { $in: [...ids] } }).toArray();
      const before = new Map(earlier.map((claim) => [claim._id, claim.at]));
      const claimed = new Set<string>();
      await Promise.all(
        ids.map(async (id) => {
          if (await claimPage(claims, { _id: id, at }, before.get(id), lifetimeMs)) claimed.add(id);
        }),
      );
      return claimed;
    },
    async release(ids) {
      for (const id of new Set(ids)) await claims.deleteOne({ _id: id });
    },
    async forget(userIds) {
      // `0` is what follows `/` among characters.
      for (const id of userIds) await archive.deleteMany({ _id: { $gte: `${id}/`, $lt: `${id}0` } });
    },
    async ping() {
      await db.command({ ping: 1 });
    },
  };
}

function* chunksOf<Each>(all: readonly Each[]): Generator<readonly Each[]> {
  for (let start = 0; start < all.length; start += CHUNK) yield all.slice(start, start + CHUNK);
}

/** False when another writer has created one of them first. */
async function insertedAll(pages: Collection<StoredPage>, documents: readonly MyPageDocument[]): Promise<boolean> {
  try {
    await pages.insertMany(
      documents.map((document) => ({ ...document, revision: 1 })),
      { ordered: false },
    );
    return true;
  } catch (error) {
    if (areDuplicates(error)) return false;
    throw error;
  }
}

interface Claim {
  readonly _id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Of rivals who see the same earlier claim, or none, one claims. */
async function claimPage(
  claims: Collection<Claim>,
  claim: Claim,
  before: number | undefined,
  lifetimeMs: number,
): Promise<boolean> {
  const { _id, at } = claim;
  if (before !== undefined) {
    return at - before >= lifetimeMs && (await claims.replaceOne({ _id, at: before }, claim)).matchedCount === 1;
  }
  try {
    await claims.insertOne(claim);
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
    throw error;
  }
}
