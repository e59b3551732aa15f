import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is once its fragments are put in. */
export interface OperationSize {
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Fields inside each other. */
  readonly depth: number;
}

interface Spread {
  readonly name: string;
  /** Fields around it. */
  readonly depth: number;
}

interface Part {
  readonly size: OperationSize;
  readonly spreads: readonly Spread[];
}

/**
 * Measures a valid operation without expanding it: each fragment is measured once, so that fragments which double at
 * each level cost no more than they are long. Nothing here calls itself: a chain of fragments is as long as a document
 * allows.
 */
export function measureOperation(document: DocumentNode, operation: OperationDefinitionNode): OperationSize {
  const parts = new Map<string, Part>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      parts.set(definition.name.value, measurePart(definition.selectionSet));
  }
  const whole = measurePart(operation.selectionSet);
  return withFragments(whole, measureFragments(whole.spreads, parts));
}

/** What is written in one place, spreads left as they are. */
function measurePart(root: SelectionSetNode): Part {
  const size = { selections: 0, aliases: 0, directives: 0, rootFields: 0, depth: 0 };
  const spreads: Spread[] = [];
  const open = [{ selectionSet: root, depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const selection of place.selectionSet.selections) {
      size.selections += 1;
      size.aliases += isRenamed(selection) ? 1 : 0;
      size.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) spreads.push({ name: selection.name.value, depth: place.depth });
      else {
        const isField = selection.kind === Kind.FIELD;
        const depth = place.depth + (isField ? 1 : 0);
        size.rootFields += isField && place.depth === 0 ? 1 : 0;
        size.depth = Math.max(size.depth, depth);
        if (selection.selectionSet !== undefined) open.push({ selectionSet: selection.selectionSet, depth });
      }
    }
  }
  return { size, spreads };
}

function isRenamed(selection: SelectionNode): boolean {
  return (
    selection.kind === Kind.FIELD && selection.alias !== undefined && selection.alias.value !== selection.name.value
  );
}

/** The sizes of the fragments that can be reached: those that others need come first. */
function measureFragments(
  roots: readonly Spread[],
  parts: ReadonlyMap<string, Part>,
): ReadonlyMap<string, OperationSize> {
  const sizes = new Map<string, OperationSize>();
  const waiting = roots.map(({ name }) => name);
  for (let name = waiting.at(-1); name !== undefined; name = waiting.at(-1)) {
    const part = parts.get(name);
    const missing = sizes.has(name) ? [] : (part?.spreads ?? []).filter((spread) => !sizes.has(spread.name));
    if (missing.length > 0) waiting.push(...missing.map((spread) => spread.name));
    else {
      waiting.pop();
      if (part !== undefined && !sizes.has(name)) sizes.set(name, withFragments(part, sizes));
    }
  }
  return sizes;
}

function withFragments({ size, spreads }: Part, sizes: ReadonlyMap<string, OperationSize>): OperationSize {
  const sum = { ...size };
  for (const { name, depth } of spreads) {
    const fragment = sizes.get(name);
    if (fragment === undefined) continue;
    sum.selections += fragment.selections;
    sum.aliases += fragment.aliases;
    sum.directives += fragment.directives;
    sum.rootFields += depth === 0 ? fragment.rootFields : 0;
    sum.depth = Math.max(sum.depth, depth + fragment.depth);
  }
  return sum;
}
