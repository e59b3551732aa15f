import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isRaw, type Raw, reader } from '../values/raw.ts';
import { rewriteOf } from './rewrites.ts';
import type { TypeTest } from './type-test.ts';

/** The JSON of an entity's representation; undefined when the entity is of another type or lacks a field of its key. */
export type Represent = (entity: Raw) => string | undefined;

/** Writes the JSON of what is selected of an object; undefined when a field of it was not received. */
type Write = (source: Raw) => string | undefined;

interface Part {
  readonly key: string;
  readonly selections: readonly QueryPlanSelectionNode[] | undefined;
}

/**
 * Compiles `requires` to a function that writes JSON without an object between: the same text tells equal entities apart
 * from others and goes into the request. A plan that rewrites representations gets objects, and pays for them.
 */
export function represent(
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  isOfType: TypeTest,
): Represent {
  const write = writeSelections(requires, isOfType, true);
  if (rewrites.length === 0) return write;
  const changes = rewrites.map((rewrite) => rewriteOf(rewrite, isOfType));
  return (entity) => {
    const text = write(entity);
    if (text === undefined) return undefined;
    const representation: unknown = JSON.parse(text);
    for (const change of changes) change(representation);
    return JSON.stringify(representation);
  };
}

function writeSelections(selections: readonly QueryPlanSelectionNode[], isOfType: TypeTest, isEntity = false): Write {
  const byType = new Map<unknown, Write>();
  return (source) => {
    const typename = source.__typename;
    // What has no known type name gets the fields that need none.
    const type = typeof typename === 'string' ? typename : undefined;
    if (isEntity && type === undefined) return undefined;
    let write = byType.get(type);
    if (write === undefined) {
      const parts = partsFor(type, selections, isOfType);
      const isNothing = parts.length === 0 || (isEntity && !parts.some(({ key }) => key === '__typename'));
      write = isNothing ? () => (isEntity ? undefined : '{}') : writeParts(parts, isOfType);
      // A subgraph could answer with ever new names.
      if (byType.size < 1_000) byType.set(type, write);
    }
    return write(source);
  };
}

/** The fields that concern a type, those of one key together. */
function partsFor(
  typename: string | undefined,
  selections: readonly QueryPlanSelectionNode[],
  isOfType: TypeTest,
): Part[] {
  const parts = new Map<string, Part>();
  function collect(nodes: readonly QueryPlanSelectionNode[]): void {
    for (const node of nodes) {
      if (node.kind === 'Field') {
        const key = node.alias ?? node.name;
        const known = parts.get(key)?.selections;
        const own = node.selections;
        parts.set(key, { key, selections: known && own ? [...known, ...own] : (own ?? known) });
      } else {
        const { typeCondition } = node;
        const applies = typeCondition === undefined || (typename !== undefined && isOfType(typename, typeCondition));
        if (applies) collect(node.selections);
      }
    }
  }
  collect(selections);
  return [...parts.values()];
}

function writeParts(parts: readonly Part[], isOfType: TypeTest): Write {
  const members = parts.map(({ key, selections }, index) => ({
    start: `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`,
    read: reader(key),
    below: selections && writeSelections(selections, isOfType),
  }));
  return (source) => {
    let text = '';
    for (const { start, read, below } of members) {
      const value = read(source);
      if (value === undefined) return undefined;
      text += start + (below === undefined ? JSON.stringify(value) : writeBelow(value, below));
    }
    return `${text}}`;
  };
}

function writeBelow(value: unknown, write: Write): string {
  if (Array.isArray(value)) return `[${value.map((element) => writeBelow(element, write)).join(',')}]`;
  // What lacks a field is no part of a representation.
  return isRaw(value) ? (write(value) ?? 'null') : 'null';
}
