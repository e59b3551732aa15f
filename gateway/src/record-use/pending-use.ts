import { ANY, type DescribedOperation, type Use } from '@rushgraph/schema-registry/use';

/** What was counted and is not yet recorded, by operation and client. */
export interface PendingUse {
  add(operation: DescribedOperation, uses: ReadonlyMap<string, number>): void;
  uses(): readonly Use[];
  operations(): readonly DescribedOperation[];
  /** Takes operations for others: there is no room to describe them. */
  forget(operations: readonly DescribedOperation[]): void;
  clear(): void;
}

/** Holds at most so many counts; what is beyond is counted for all others together. */
export function createPendingUse(most: number, onForgotten: (uses: number) => void): PendingUse {
  const counts = new Map<string, { readonly operation: DescribedOperation; readonly client: string; uses: number }>();

  function addOne(wanted: DescribedOperation, client: string, uses: number): void {
    const isKnown = counts.has(keyOf(wanted, client));
    const operation = isKnown || counts.size < most ? wanted : ANY;
    if (operation === ANY) onForgotten(uses);
    const key = keyOf(operation, client);
    const count = counts.get(key) ?? { operation, client, uses: 0 };
    count.uses += uses;
    counts.set(key, count);
  }

  return {
    add(operation, uses) {
      for (const [client, count] of uses) addOne(operation, client, count);
    },
    uses: () => [...counts.values()].map(({ operation: { hash }, client, uses }) => ({ hash, client, uses })),
    operations: () => [...new Map([...counts.values()].map(({ operation }) => [operation.hash, operation])).values()],
    forget(operations) {
      const hashes = new Set(operations.map(({ hash }) => hash));
      for (const [key, { operation, client, uses }] of [...counts]) {
        if (!hashes.has(operation.hash)) continue;
        counts.delete(key);
        addOne(ANY, client, uses);
      }
    },
    clear: () => counts.clear(),
  };
}

const keyOf = ({ hash }: DescribedOperation, client: string) => `${hash} ${client}`;
