import { ANY, type DescribedOperation, isPart, partsOf, type Use } from '@rushgraph/schema-registry/use';
import { OTHER_CLIENT } from './count-use.ts';

/** What was counted and is not yet recorded, by operation and client. */
export interface PendingUse {
  add(operation: DescribedOperation, uses: ReadonlyMap<string, number>): void;
  /** What was counted of these. */
  usesOf(operations: readonly DescribedOperation[]): readonly Use[];
  operations(): readonly DescribedOperation[];
  /** Counts operations by their parts: there is no room to describe them. */
  forget(operations: readonly DescribedOperation[]): void;
  /** What was counted of these is recorded. */
  remove(operations: readonly DescribedOperation[]): void;
}

/** Holds at most so many counts; what is beyond is counted by its parts, for all clients together. */
export function createPendingUse(most: number, onForgotten: (uses: number) => void): PendingUse {
  const counts = new Map<string, { readonly operation: DescribedOperation; readonly client: string; uses: number }>();

  function addOne(operation: DescribedOperation, client: string, uses: number): void {
    if (operation === ANY) onForgotten(uses);
    const hasRoom = counts.has(keyOf(operation, client)) || counts.size < most;
    if (hasRoom) count(operation, client, uses);
    else addParts(operation, uses);
  }

  /** Anybody may make up names. */
  function addParts(operation: DescribedOperation, uses: number): void {
    const isOne = operation === ANY || isPart(operation);
    if (!isOne) onForgotten(uses);
    for (const part of isOne ? [operation] : partsOf(operation)) count(part, OTHER_CLIENT, uses);
  }

  function count(operation: DescribedOperation, client: string, uses: number): void {
    const key = keyOf(operation, client);
    const known = counts.get(key) ?? { operation, client, uses: 0 };
    known.uses += uses;
    counts.set(key, known);
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
      for (const [key, { operation, uses }] of entriesOf(operations)) {
        counts.delete(key);
        addParts(operation, uses);
      }
    },
    remove(operations) {
      for (const [key] of entriesOf(operations)) counts.delete(key);
    },
  };
}

const keyOf = ({ hash }: DescribedOperation, client: string) => `${hash} ${client}`;
