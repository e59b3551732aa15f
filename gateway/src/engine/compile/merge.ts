import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isRaw, type Raw, reader, writer } from '../values/raw.ts';

/** Adds what a fetch received to an object of the answer: the keys that it asked for, and no others. */
export type Merge = (target: Raw, source: unknown) => void;

interface Key {
  readonly name: string;
  readonly selectionSets: SelectionSetNode[];
}

/**
 * Compiles the merge for a selection. A key that is new is taken as it is, without a copy; objects and lists that are there
 * already are merged; a null never replaces something, since another subgraph knew it.
 */
export function mergeOf(
  selectionSet: SelectionSetNode,
  document: DocumentNode,
  renames: ReadonlyMap<string, string>,
): Merge {
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );

  function keysOf(selectionSets: readonly SelectionSetNode[]): Key[] {
    const keys = new Map<string, Key>();
    const waiting = [...selectionSets];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const selection of next.selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
        else if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const fragment = fragments.get(selection.name.value);
          if (fragment !== undefined) waiting.push(fragment.selectionSet);
        } else {
          const asked = selection.alias?.value ?? selection.name.value;
          const name = renames.get(asked) ?? asked;
          const key = keys.get(name) ?? { name, selectionSets: [] };
          keys.set(name, key);
          if (selection.selectionSet !== undefined) key.selectionSets.push(selection.selectionSet);
        }
      }
    }
    return [...keys.values()];
  }

  function compile(selectionSets: readonly SelectionSetNode[]): Merge {
    const members = keysOf(selectionSets).map(member);
    return (target, source) => {
      if (isRaw(source)) for (const add of members) add(target, source);
    };
  }

  function member({ name, selectionSets }: Key): (target: Raw, source: Raw) => void {
    const read = reader(name);
    const set = writer(name);
    // Few keys are there already: the merge below is compiled when the first one is.
    let below: Merge | undefined;
    return (target, source) => {
      const received = read(source);
      if (received === undefined) return;
      const present = read(target);
      if (present === undefined || present === null) set(target, received);
      else if (received !== null && present !== received) {
        below ??= compile(selectionSets);
        const merged = mergeValues(present, received, below);
        if (merged !== present) set(target, merged);
      }
    };
  }

  return compile([selectionSet]);
}

function mergeValues(present: unknown, received: unknown, merge: Merge): unknown {
  if (isRaw(present) && isRaw(received)) {
    merge(present, received);
    return present;
  }
  if (Array.isArray(present) && Array.isArray(received) && present.length === received.length) {
    for (const [index, element] of received.entries()) {
      const there: unknown = present[index];
      if (there === null || there === undefined) present[index] = element;
      else if (element !== null) present[index] = mergeValues(there, element, merge);
    }
    return present;
  }
  return received;
}
