import { ANY, type DescribedOperation, type Use } from '@rushgraph/schema-registry/use';
import { OTHER_CLIENT } from './count-use.ts';

/** What was counted and is not yet recorded, by operation and client. */
export interface PendingUse {
  add(operation: DescribedOperation, uses: ReadonlyMap<string, number>): void;
  /** What was counted of these. */
  usesOf(operations: readonly DescribedOperation[]): readonly Use[];
  operations(): readonly DescribedOperation[];
  /** Takes operations for others: there is no room to describe them. */
  forget(operations: readonly DescribedOperation[]): void;
  /** What was counted of these is recorded. */
  remove(operations: readonly DescribedOperation[]): void;
}

/** Holds at most so many counts; what is beyond is counted for all others together. */
export function createPendingUse(most: number, onForgotten: (uses: number) => void): PendingUse {
  const counts = new Map<string, { readonly operation: DescribedOperation; readonly client: string; uses: number }>();

  function addOne(wanted: DescribedOperation, client: string, uses: number): void {
    const hasRoom = counts.has(keyOf(wanted, client)) || counts.size < most;
    const operation = hasRoom ? wanted : ANY;
    // Anybody may make up names.
    const by = hasRoom ? client : OTHER_CLIENT;
    if (operation === ANY) onForgotten(uses);
    const key = keyOf(operation, by);
    const count = counts.get(key) ?? { operation, client: by, uses: 0 };
    count.uses += uses;
    counts.set(key, count);
  }

  function entriesOf(operations: readonly DescribedOperation[]) {
    const hashes = new Set(operations.map(({ hash }) => hash));
    return [...counts].filter(([, { operation }]) => hashes.has(operation.hash));
  }

  return {
    add(operation, uses) {
      for (const [client, count] of uses) addOne(operation, client, count);
    },
    usesOf: (operations) =>
      entriesOf(operations).map(([, { operation, client, uses }]) => ({ hash: operation.hash, client, uses })),
    operations: () => [...new Map([...counts.values()].map(({ operation }) => [operation.hash, operation])).values()],
    forget(operations) {
      for (const [key, { client, uses }] of entriesOf(operations)) {
        counts.delete(key);
        addOne(ANY, client, uses);
      }
    },
    remove(operations) {
      for (const [key] of entriesOf(operations)) counts.delete(key);
    },
  };
}

const keyOf = ({ hash }: DescribedOperation, client: string) => `${hash} ${client}`;
