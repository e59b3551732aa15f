import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** How large an operation is once its fragments are put in. */
export interface OperationSize {
  readonly selections: number;
  /** Fields inside each other. */
  readonly depth: number;
}

interface Spread {
  readonly name: string;
  /** Fields around it. */
  readonly depth: number;
}

interface Part extends OperationSize {
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
  return add(whole, measureFragments(whole.spreads, parts));
}

/** What is written in one place, spreads left as they are. */
function measurePart(root: SelectionSetNode): Part {
  const spreads: Spread[] = [];
  const open = [{ selectionSet: root, depth: 0 }];
  let selections = 0;
  let deepest = 0;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const selection of place.selectionSet.selections) {
      selections += 1;
      if (selection.kind === Kind.FRAGMENT_SPREAD) spreads.push({ name: selection.name.value, depth: place.depth });
      else {
        const depth = place.depth + (selection.kind === Kind.FIELD ? 1 : 0);
        deepest = Math.max(deepest, depth);
        if (selection.selectionSet !== undefined) open.push({ selectionSet: selection.selectionSet, depth });
      }
    }
  }
  return { selections, depth: deepest, spreads };
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
      if (part !== undefined && !sizes.has(name)) sizes.set(name, add(part, sizes));
    }
  }
  return sizes;
}

function add(part: Part, sizes: ReadonlyMap<string, OperationSize>): OperationSize {
  let { selections, depth } = part;
  for (const spread of part.spreads) {
    const size = sizes.get(spread.name);
    selections += size?.selections ?? 0;
    depth = Math.max(depth, spread.depth + (size?.depth ?? 0));
  }
  return { selections, depth };
}
