import { CallerGone } from '@rushgraph/concurrency';
import { isId } from '@rushgraph/contracts';
import type { MyPageDocument } from '../fold-my-page/my-page-document.ts';

export interface ReadPage {
  /** Null when there is none, or when the store is away. */
  readonly page: MyPageDocument | null;
  /** Whether the page holds the order that was asked for; null when none was. */
  readonly holdsAfter: boolean | null;
}

export interface ReadPageDeps {
  /** Rejects soon when the store is away. */
  readonly load: (id: string) => Promise<MyPageDocument | null>;
  /** Whether a page has counted an order that it names no more. Rejects likewise. */
  readonly isArchived: (id: string, orderId: string) => Promise<boolean>;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told of a store that could not be read. */
  readonly onAway: (error: unknown) => void;
}

const WAIT_MS = 500;
const LOOK_AGAIN_MS = 25;

/**
 * Reads a page; one that does not hold the order `after` yet is read again for up to half a second. What cannot be the id
 * of an order is not waited for, nor is an old order, of which the archive knows. Rejects with CallerGone only.
 */
export async function readPage(deps: ReadPageDeps, id: string, after: string | undefined): Promise<ReadPage> {
  try {
    let page = await deps.load(id);
    if (after === undefined) return { page, holdsAfter: null };
    if (!isId(after)) return { page, holdsAfter: false };
    let asked: string | undefined;
    for (let waited = 0; !holds(page, after); waited += LOOK_AGAIN_MS) {
      const archivedTo = page?.orders.archivedTo?.id;
      // Again when more is archived: the order may have come and gone since the page was read last.
      if (archivedTo !== asked && (await isArchived(deps, id, after))) return { page, holdsAfter: true };
      asked = archivedTo;
      if (waited >= WAIT_MS) return { page, holdsAfter: false };
      await deps.pause(LOOK_AGAIN_MS);
      page = await deps.load(id);
    }
    return { page, holdsAfter: true };
  } catch (error) {
    // The store is not away: nobody waits for the page any more.
    if (error instanceof CallerGone) throw error;
    deps.onAway(error);
    return { page: null, holdsAfter: after === undefined ? null : false };
  }
}

/** False also where the archive does not answer: the page is there. */
async function isArchived(deps: ReadPageDeps, id: string, orderId: string): Promise<boolean> {
  try {
    return await deps.isArchived(id, orderId);
  } catch (error) {
    if (error instanceof CallerGone) throw error;
    deps.onAway(error);
    return false;
  }
}

/** Also of an order that the page has by name alone. */
export function holds(page: MyPageDocument | null, orderId: string): boolean {
  if (page === null) return false;
  const { newest, earlier } = page.orders;
  return newest.some(({ id }) => id === orderId) || earlier.some(({ id }) => id === orderId);
}
