import { type GraphQLSchema, parse, validate } from 'graphql';
import type { SchemaChange } from '../compare/schema-change.ts';
import { type ClientUse, EVERYTHING, type OperationUse } from './read-use.ts';

/** An operation that a change would break. */
export type BrokenOperation = Omit<OperationUse, 'coordinates'>;

export interface WeighedChange {
  readonly coordinate: string;
  readonly kind: SchemaChange['kind'];
  readonly words: string;
  readonly first: SchemaChange['first'];
  /** Whether it would break operations, if there were any that used it. */
  readonly isBreaking: boolean;
  readonly operations: readonly BrokenOperation[];
  /** Uses of all these operations. */
  readonly uses: number;
  /** Whose uses they are, most first. */
  readonly clients: readonly ClientUse[];
}

/** Says of each change which of the used operations it would break. `after` is the schema with all of the changes. */
export function weighChanges(
  changes: readonly SchemaChange[],
  used: readonly OperationUse[],
  after: GraphQLSchema,
): readonly WeighedChange[] {
  const isStillValid = remembered(
    (operation: OperationUse) => validate(after, parse(operation.text ?? '')).length === 0,
  );
  return changes.map(({ coordinate, kind, words, first, breaks, showsInValidation }) => {
    const broken = used.filter(
      (operation) =>
        usesAny(operation, breaks) && !(showsInValidation && operation.text !== null && isStillValid(operation)),
    );
    const operations = broken.map(({ coordinates: _, ...operation }) => operation);
    const clients = sumByClient(operations.flatMap((operation) => operation.clients));
    const uses = clients.reduce((sum, client) => sum + client.uses, 0);
    return { coordinate, kind, words, first, isBreaking: breaks.length > 0, operations, uses, clients };
  });
}

function usesAny({ coordinates }: OperationUse, breaks: readonly string[]): boolean {
  if (breaks.length === 0) return false;
  return coordinates.includes(EVERYTHING) || breaks.some((coordinate) => coordinates.includes(coordinate));
}

function sumByClient(all: readonly ClientUse[]): readonly ClientUse[] {
  const sums = new Map<string, number>();
  for (const { client, uses } of all) sums.set(client, (sums.get(client) ?? 0) + uses);
  return [...sums].map(([client, uses]) => ({ client, uses })).sort((left, right) => right.uses - left.uses);
}

function remembered<Key extends object, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? work(key);
    known.set(key, value);
    return value;
  };
}
