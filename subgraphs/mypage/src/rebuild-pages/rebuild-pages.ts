import type { Db } from 'mongodb';
import type { Generation } from '../store-my-page/generations.ts';
import { createGenerations } from '../store-my-page/generations.ts';
import { collectionsOf, createMyPageStore } from '../store-my-page/my-page-store.ts';
import { type Comparison, comparePages } from './compare-pages.ts';
import { type FoldToEndDeps, foldToEnd } from './fold-to-end.ts';

export interface RebuildDeps extends FoldToEndDeps {
  readonly db: Db;
}

export interface Rebuilt {
  readonly generation: Generation;
  readonly comparison: Comparison;
}

/** The rebuilt pages know less than the live ones, which stay. */
export class PoorerPages extends Error {
  override readonly name = 'PoorerPages';
}

/**
 * Builds a new generation of all pages from the topics' beginning while the old one is served and written, compares, and
 * makes it the live one. Throws PoorerPages instead of swapping when a page would lose something.
 */
export async function rebuildPages(deps: RebuildDeps): Promise<Rebuilt> {
  const generations = createGenerations(deps.db, deps.now);
  const [before, next] = [await generations.current(), await generations.begin()];
  // Earlier versions gave the same number again, after a rebuild that was interrupted.
  await dropGeneration(deps.db, next);
  const rebuilt = await foldAndSwap(deps, before, next, true);
  // Whoever still builds one of these cannot swap any more.
  for (let outlived = 1; outlived < next; outlived++) {
    if (outlived !== before.live) await dropGeneration(deps.db, outlived);
  }
  return rebuilt;
}

/** Makes the previous generation the live one again, after folding into it what has happened since. */
export async function goBack(deps: RebuildDeps): Promise<Rebuilt> {
  const before = await createGenerations(deps.db, deps.now).current();
  if (before.previous === null) throw new Error('There is no previous generation of pages to go back to.');
  return foldAndSwap(deps, before, before.previous, false);
}

async function foldAndSwap(
  deps: RebuildDeps,
  before: Generation,
  next: number,
  fromBeginning: boolean,
): Promise<Rebuilt> {
  const { db, now, say } = deps;
  say(`Folding the topics into generation ${next}; generation ${before.live} is served meanwhile.`);
  const folding = await foldToEnd(deps, { store: createMyPageStore(db, next), generation: next, fromBeginning });
  try {
    await folding.reachEnd();
    say('Comparing the pages.');
    const comparison = await comparePages(db, before.live, next, folding.reachEnd);
    const generations = createGenerations(db, now);
    if (comparison.poorer.length > 0) {
      // Who swaps drops the pages of those who are slower.
      if ((await generations.current()).live !== before.live) throw overtaken();
      throw new PoorerPages(
        `Generation ${next} knows less of some customers than generation ${before.live}, which stays: ${comparison.poorer.join(', ')}`,
      );
    }
    if (!(await generations.swap(before, next))) throw overtaken();
    // Batches that were begun before the swap went to the old pages. Their records are before the ends of now, and nobody else
    // will fold them: for those there is no giving up.
    await folding.reachEnd(Number.POSITIVE_INFINITY);
    say(`Generation ${next} is live.`);
    return { generation: await generations.current(), comparison };
  } finally {
    await folding.stop();
  }
}

function overtaken(): Error {
  return new Error('Another rebuild has swapped the pages meanwhile.');
}

async function dropGeneration(db: Db, generation: number): Promise<void> {
  const { pages, archive } = collectionsOf(generation);
  await db.collection(pages).deleteMany({});
  await db.collection(archive).deleteMany({});
}
