import type { ItemId } from '@rushgraph/contracts';
import { TryAgain, type Tx } from '@rushgraph/database';
import { type FencedLock, type HeldLock, LockTaken, LockUnavailable } from '@rushgraph/redis';
import { LocksUnavailable } from './locks-unavailable.ts';

/** The token of each item under which this transaction may write it. */
export type Tokens = ReadonlyMap<ItemId, number>;

/** Locks of items, each held from when a transaction first asks for it until it has ended, however it ends. */
export interface ItemLocks {
  /** Waits for others, up to the bound of the lock. LocksUnavailable when Redis is away, TryAgain when others stay. */
  take(tx: Tx, itemIds: readonly ItemId[]): Promise<Tokens>;
  /** Whether nobody else can have what this transaction has taken yet. */
  areHeld(tx: Tx): boolean;
  /** Lets the next tokens be greater than these. */
  raise(tokens: Tokens): Promise<void>;
}

/** One tag: the items of an order are locked by one call. */
const keyOf = (itemId: ItemId) => `{stock}:lock:${itemId}`;

export function createItemLocks(lock: FencedLock): ItemLocks {
  const heldBy = new WeakMap<Tx, readonly HeldLock[]>();
  return {
    async take(tx, itemIds) {
      const held = heldBy.get(tx) ?? [];
      const wanted = [...new Set(itemIds)];
      // A batch may come here more than once, and would wait for itself. Others who do the same may hold what it wants
      // now and want what it holds: then the bound of the wait ends the circle, and one of them begins again.
      const missing = wanted.map(keyOf).filter((key) => !held.some(({ tokens }) => tokens.has(key)));
      if (missing.length > 0) {
        const fresh = await explained(() => lock.acquire(missing));
        tx.onEnd(() => void fresh.release());
        heldBy.set(tx, [...held, fresh]);
      }
      const tokens = new Map((heldBy.get(tx) ?? []).flatMap((one) => [...one.tokens]));
      return new Map(wanted.map((itemId) => [itemId, tokens.get(keyOf(itemId)) ?? 0]));
    },
    areHeld: (tx) => (heldBy.get(tx) ?? []).every((one) => one.stillHeld()),
    raise: (tokens) =>
      explained(() => lock.raise(new Map([...tokens].map(([itemId, token]) => [keyOf(itemId), token])))),
  };
}

async function explained<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof LockUnavailable) throw new LocksUnavailable('items cannot be locked', { cause: error });
    if (error instanceof LockTaken) throw new TryAgain("others hold the items' locks", { cause: error });
    throw error;
  }
}
