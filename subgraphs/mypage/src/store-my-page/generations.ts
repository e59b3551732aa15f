import { type Collection, type Db, MongoServerError } from 'mongodb';
import { createMyPageStore, type MyPageStore } from './my-page-store.ts';
import { rememberPages } from './remember-pages.ts';

export interface Generation {
  /** The generation that is served and written. */
  readonly live: number;
  /** The one before it, which can be gone back to; null when there is none. */
  readonly previous: number | null;
}

export interface Generations {
  /** As it is now. */
  current(): Promise<Generation>;
  /** The store of the generation that is live now: asked before every batch that is written. */
  forWriting(): Promise<MyPageStore>;
  /** The same for readers, who may learn of a swap up to a second late. */
  forReading(): Promise<MyPageStore>;
  /** A number for a new generation, which nobody else has been given: two rebuilds at once have pages of their own. */
  begin(): Promise<number>;
  /** Makes another generation the live one, unless somebody else has swapped since `before` was read. */
  swap(before: Generation, live: number): Promise<boolean>;
}

interface Pointer extends Generation {
  readonly _id: 'live';
}

/** The last number that was given to a rebuild. */
interface Begun {
  readonly _id: 'begun';
  readonly number: number;
}

const FIRST: Generation = { live: 1, previous: null };
const FRESH_MS = 1_000;
const DUPLICATE_KEY = 11_000;

/** Which collections hold the pages. A rebuild makes new ones and then moves this pointer. */
export function createGenerations(db: Db, now: () => Date): Generations {
  const pointers: Collection<Pointer> = db.collection('my_page_generation');
  const begun: Collection<Begun> = db.collection('my_page_generation');
  const stores = new Map<number, { readonly reading: MyPageStore; readonly writing: MyPageStore }>();
  let read: { readonly at: number; readonly store: Promise<MyPageStore> } | undefined;

  async function current(): Promise<Generation> {
    const pointer = await pointers.findOne({ _id: 'live' });
    return pointer === null ? FIRST : { live: pointer.live, previous: pointer.previous };
  }

  async function liveStores() {
    const { live } = await current();
    let found = stores.get(live);
    if (found === undefined) {
      const reading = createMyPageStore(db, live);
      found = { reading, writing: rememberPages(reading) };
      stores.set(live, found);
    }
    return found;
  }

  /** False when somebody else has taken a number since `last` was read. */
  async function take(number: number, last: Begun | null): Promise<boolean> {
    if (last !== null) return (await begun.replaceOne({ ...last }, { number })).matchedCount === 1;
    return inserted(() => begun.insertOne({ _id: 'begun', number }));
  }

  return {
    current,
    async begin() {
      for (;;) {
        const [{ live, previous }, last] = [await current(), await begun.findOne({ _id: 'begun' })];
        const next = Math.max(live, previous ?? 0, last?.number ?? 0) + 1;
        if (await take(next, last)) return next;
      }
    },
    forWriting: async () => (await liveStores()).writing,
    forReading() {
      const at = now().getTime();
      if (read !== undefined && at - read.at < FRESH_MS) return read.store;
      const store = liveStores().then(({ reading }) => reading);
      read = { at, store };
      // A store that was away is asked again by the next reader.
      store.catch(() => {
        if (read?.store === store) read = undefined;
      });
      return store;
    },
    async swap(before, live) {
      const pointer: Pointer = { _id: 'live', live, previous: before.live };
      // Both, because one that was gone back to is live again, and what was built beside it meanwhile may be gone.
      const { matchedCount } = await pointers.replaceOne({ _id: 'live', ...before }, pointer);
      if (matchedCount === 1) return true;
      return before.live === FIRST.live && before.previous === null && inserted(() => pointers.insertOne(pointer));
    },
  };
}

/** False when the document is there already. */
async function inserted(insert: () => Promise<unknown>): Promise<boolean> {
  try {
    await insert();
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
    throw error;
  }
}
