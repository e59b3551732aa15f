import type { First } from './first-of.ts';

/** One difference between two schemas, as clients see it. */
export interface SchemaChange extends FoundChange {
  /** What must be there first when a subgraph is rolled out with it. */
  readonly first: First;
}

export interface FoundChange {
  /** Schema coordinate: `User`, `User.name`, `Query.items(first:)`, `OrderStatus.PENDING`. */
  readonly coordinate: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** What has changed, in words: `User.name was removed`. */
  readonly words: string;
  /** An operation that uses one of these may be broken by it; empty when it breaks none. */
  readonly breaks: readonly string[];
  /**
   * Whether it breaks an operation exactly when the operation is no longer valid. An operation whose field has another
   * type is still valid, and its client may be broken all the same.
   */
  readonly showsInValidation: boolean;
}

export function added(coordinate: string, words: string, breaks: readonly string[] = []): FoundChange {
  return { coordinate, kind: 'added', words, breaks, showsInValidation: true };
}

export function removed(coordinate: string, breaks: readonly string[] = [coordinate]): FoundChange {
  return { coordinate, kind: 'removed', words: `${coordinate} was removed`, breaks, showsInValidation: true };
}

export function changed(
  coordinate: string,
  words: string,
  breaks: readonly string[] = [],
  showsInValidation = false,
): FoundChange {
  return { coordinate, kind: 'changed', words, breaks, showsInValidation };
}
