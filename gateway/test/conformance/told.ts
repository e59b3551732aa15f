import { type DocumentNode, Kind, parse, type SelectionSetNode, valueFromASTUntyped } from 'graphql';
import type { Row } from './topic.ts';

/** What a field was told by the representation of its object. Asking for something else throws. */
export type Told = Readonly<Record<string, unknown>>;

/** Lets nobody read what was not told: a subgraph that made it up would hide a mistake of the gateway. */
export function strictly(told: Readonly<Record<string, unknown>>): Told {
  return new Proxy(told, {
    get(target, key) {
      if (!Object.hasOwn(target, key)) throw new Error(`${String(key)} was not told`);
      return Reflect.get(target, key);
    },
  });
}

/** What each field requires, by `Type.field`. */
export type Requirements = ReadonlyMap<string, SelectionSetNode>;

/** The keys by which a subgraph finds objects of a type again. */
export function keysOf(schema: DocumentNode, typename: string): readonly SelectionSetNode[] {
  return schema.definitions.flatMap((definition) => {
    if (!('name' in definition) || definition.name?.value !== typename) return [];
    return (definition.directives ?? []).flatMap(({ name, arguments: given = [] }) => {
      const [fields] = given.filter((one) => one.name.value === 'fields');
      const isResolvable = given.every(({ value }) => value.kind !== Kind.BOOLEAN || value.value);
      if (name.value !== 'key' || !isResolvable || fields?.value.kind !== Kind.STRING) return [];
      return selectionsOf(fields.value.value);
    });
  });
}

/** Whether all that is selected was told. */
export function isTold(told: unknown, { selections }: SelectionSetNode): boolean {
  if (typeof told !== 'object' || told === null) return false;
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true;
    const value: unknown = Reflect.get(told, selection.name.value);
    return selection.selectionSet === undefined ? value !== undefined : isTold(value, selection.selectionSet);
  });
}

function selectionsOf(fields: string): SelectionSetNode[] {
  const [operation] = parse(`{ ${fields} }`).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? [operation.selectionSet] : [];
}

export function requirementsOf(schemas: readonly DocumentNode[]): Requirements {
  const found = new Map<string, SelectionSetNode>();
  for (const schema of schemas) {
    for (const definition of schema.definitions) {
      if (!('fields' in definition) || !('name' in definition)) continue;
      for (const field of definition.fields ?? []) {
        const requires = field.directives?.find(({ name }) => name.value === 'requires');
        const fields = requires?.arguments?.[0]?.value;
        if (fields?.kind !== Kind.STRING) continue;
        for (const selectionSet of selectionsOf(fields.value))
          found.set(`${definition.name?.value}.${field.name.value}`, selectionSet);
      }
    }
  }
  return found;
}

/** Whether a row of this type is also of the other one. */
export type IsOf = (typename: string, condition: string) => boolean;

export interface Telling {
  readonly isOf: IsOf;
  /** What a field of a row requires itself. */
  readonly tell: (row: Row, field: string) => Told;
}

/** What the selection is worth for a row: what a gateway has to tell. */
export function toldBy(row: Row, { selections }: SelectionSetNode, telling: Telling): Told {
  const told: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      if (condition === undefined || telling.isOf(row.__typename, condition))
        Object.assign(told, toldBy(row, selection.selectionSet, telling));
    } else if (selection.kind === Kind.FIELD) {
      const given = Object.fromEntries(
        (selection.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
      );
      const name = selection.name.value;
      const worth = worthOf(row[name], given, telling.tell(row, name));
      told[name] = selection.selectionSet === undefined ? worth : below(worth, selection.selectionSet, telling);
    }
  }
  return told;
}

function below(worth: unknown, selectionSet: SelectionSetNode, telling: Telling): unknown {
  if (Array.isArray(worth)) return worth.map((one) => below(one, selectionSet, telling));
  return isRow(worth) ? toldBy(worth, selectionSet, telling) : worth;
}

export function worthOf(worth: unknown, given: Readonly<Record<string, unknown>>, told: Told): unknown {
  return typeof worth === 'function' ? worth(given, strictly(told)) : worth;
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && '__typename' in value;
}
