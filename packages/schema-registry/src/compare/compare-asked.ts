import {
  type CompositeType,
  type FieldDefinition,
  isInterfaceType,
  isObjectType,
  type Subgraph,
  Supergraph,
} from '@apollo/federation-internals';
import { type DocumentNode, parse, print, type SelectionSetNode, visit } from 'graphql';
import type { First } from './first-of.ts';
import { pairs } from './pairs.ts';
import { added, removed, type SchemaChange } from './schema-change.ts';

/** Something that gateways may ask of one subgraph, or must give it. */
interface Asked {
  readonly coordinate: string;
  /** `can be asked for User.name`, of the subgraph. */
  readonly words: string;
  /** What must be there first when it is added; when it is taken away, the other of the two. */
  readonly first: Exclude<First, 'either'>;
}

/**
 * What gateways may ask of a subgraph by one supergraph and not by the other, as a planner reads them: the second of two
 * answers to a field, a key, a field that clients do not see. Clients may see no difference, and still the instances must
 * know it for as long as gateways ask for it.
 */
function compareAsked(before: Subgraph, after: Subgraph): readonly SchemaChange[] {
  return pairs(askedOf(before, after), askedOf(after, before)).flatMap(([, old, next]): readonly SchemaChange[] => {
    if (old === undefined && next !== undefined)
      return [{ ...added(next.coordinate, `${after.name} ${next.words} from now on`), first: next.first }];
    if (old !== undefined && next === undefined)
      return [
        { ...removed(old.coordinate, []), words: `${before.name} ${old.words} no more`, first: otherOf(old.first) },
      ];
    return [];
  });
}

function askedOf(subgraph: Subgraph, other: Subgraph): ReadonlyMap<string, Asked> {
  const types = subgraph.schema.types().filter((type) => isObjectType(type) || isInterfaceType(type));
  const all = types.flatMap((type) => [
    ...keysOf(type, subgraph),
    // Of a type that is new to it, or gone, it is asked only by what leads there: a key, or fields that are differences, too.
    ...(other.schema.type(type.name) === undefined ? [] : type.fields()).flatMap((field) => askedBy(field, subgraph)),
  ]);
  return new Map(all.map((asked) => [`${asked.coordinate} ${asked.words}`, asked]));
}

function keysOf(type: CompositeType, subgraph: Subgraph): readonly Asked[] {
  const keys = type.appliedDirectivesOf(subgraph.metadata().keyDirective()).map((key) => key.arguments());
  return keys.flatMap(({ fields, resolvable }) =>
    resolvable === false
      ? []
      : [{ coordinate: type.name, words: `finds ${type.name} by ${inOneLine(fields)}`, first: 'instances' }],
  );
}

function askedBy(field: FieldDefinition<CompositeType>, subgraph: Subgraph): readonly Asked[] {
  const { coordinate } = field;
  const metadata = subgraph.metadata();
  // The door of federation is there while there is a key.
  if (field.name.startsWith('_') || metadata.isFieldExternal(field)) return [];
  const provided = field.appliedDirectivesOf(metadata.providesDirective()).map((provides) => provides.arguments());
  const required = field.appliedDirectivesOf(metadata.requiresDirective()).map((requires) => requires.arguments());
  return [
    { coordinate, words: `answers ${coordinate}`, first: 'instances' },
    ...provided.map(
      ({ fields }): Asked => ({
        coordinate,
        words: `answers ${inOneLine(fields)} within ${coordinate}`,
        first: 'instances',
      }),
    ),
    // Gateways give it to an instance that does not want it yet, or any more; the other way round it would be missed.
    ...required.map(
      ({ fields }): Asked => ({ coordinate, words: `needs ${inOneLine(fields)} for ${coordinate}`, first: 'schema' }),
    ),
  ];
}

function otherOf(first: Asked['first']): Asked['first'] {
  return first === 'schema' ? 'instances' : 'schema';
}

/** The same words for the same fields, in whatever order and with whatever spaces they are written. */
function inOneLine(fields: unknown): string {
  const sorted: DocumentNode = visit(parse(`{${fields}}`), { SelectionSet: { leave: inOrder } });
  const text = print(sorted).replaceAll(/\s+/g, ' ');
  return `"${text.slice('{ '.length, -' }'.length)}"`;
}

function inOrder(set: SelectionSetNode): SelectionSetNode {
  const byText = new Map(set.selections.map((selection) => [print(selection), selection]));
  const selections = [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, selection]) => selection);
  return { ...set, selections };
}

/**
 * The same of subgraphs whose schemas are changed, where clients do not see it already. One that was not there before, or
 * is no more, is left out.
 */
export function compareAskedOf(
  names: readonly string[],
  [before, after]: readonly [before: string, after: string],
  seen: readonly SchemaChange[],
): readonly SchemaChange[] {
  const [old, next] = [Supergraph.build(before).subgraphs(), Supergraph.build(after).subgraphs()];
  const known = new Set(seen.flatMap(({ coordinate, kind }) => (kind === 'changed' ? [] : [coordinate])));
  const changes = names.flatMap((name) => {
    const [earlier, later] = [old.get(name), next.get(name)];
    return earlier === undefined || later === undefined ? [] : compareAsked(earlier, later);
  });
  return changes.filter(({ coordinate }) => !known.has(coordinate) && !known.has(ownerOf(coordinate)));
}

const ownerOf = (coordinate: string) => coordinate.split('.', 1).join('');
