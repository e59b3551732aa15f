import type { Tx } from '@rushgraph/database';

/** A transaction whose hooks for the commit can be dropped with what is rolled back to a savepoint. */
export interface HeldHooks {
  readonly tx: Tx;
  /** They run after the commit. */
  keep(): void;
  drop(): void;
}

export function holdHooks(tx: Tx): HeldHooks {
  let hooks: (() => void)[] = [];
  return {
    tx: { ...tx, onCommit: (hook) => void hooks.push(hook) },
    keep() {
      for (const hook of hooks) tx.onCommit(hook);
      hooks = [];
    },
    drop() {
      hooks = [];
    },
  };
}
