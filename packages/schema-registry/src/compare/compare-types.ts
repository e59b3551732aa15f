import {
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import { compareArguments } from './compare-arguments.ts';
import { byName, pairs } from './pairs.ts';
import { isSafeInput, isSafeOutput } from './safe-change.ts';
import { added, changed, type FoundChange, removed } from './schema-change.ts';

/** What differs between two types of one name and kind. */
export function compareTypes(before: GraphQLNamedType, after: GraphQLNamedType): readonly FoundChange[] {
  if (hasFields(before) && hasFields(after))
    return [
      ...compareFields(before, after),
      ...compareNames(before, after, namesOf(before.getInterfaces()), namesOf(after.getInterfaces())),
    ];
  if (isUnionType(before) && isUnionType(after))
    return compareNames(before, after, namesOf(before.getTypes()), namesOf(after.getTypes()));
  if (isEnumType(before) && isEnumType(after)) return compareValues(before.name, membersOf(before), membersOf(after));
  if (isInputObjectType(before) && isInputObjectType(after)) return compareInputs(before, after);
  return [];
}

function compareFields(before: WithFields, after: WithFields): readonly FoundChange[] {
  const fields = pairs(byName(Object.values(before.getFields())), byName(Object.values(after.getFields())));
  return fields.flatMap(([name, old, next]) => {
    const coordinate = `${before.name}.${name}`;
    if (old === undefined) return added(coordinate, `${coordinate} was added`);
    if (next === undefined) return removed(coordinate);
    const ofArguments = compareArguments(coordinate, old.args, next.args);
    if (String(old.type) === String(next.type)) return ofArguments;
    const words = `${coordinate} is ${next.type} now, not ${old.type}`;
    return [changed(coordinate, words, isSafeOutput(old.type, next.type) ? [] : [coordinate]), ...ofArguments];
  });
}

/** Interfaces of a type, or members of a union: an operation asks for them by fragments on their types. */
function compareNames(
  { name: owner }: GraphQLNamedType,
  after: GraphQLNamedType,
  before: readonly string[],
  next: readonly string[],
): readonly FoundChange[] {
  const joins = (name: string) => (isUnionType(after) ? `${name} of ${owner}` : `${name}, implemented by ${owner},`);
  return [
    ...next.filter((name) => !before.includes(name)).map((name) => added(owner, `${joins(name)} was added`)),
    ...before
      .filter((name) => !next.includes(name))
      .map((name): FoundChange => {
        // A fragment on it is still valid where others implement it, and matches this one no more.
        const words = `${joins(name)} was removed`;
        return { ...removed(owner, [name, owner]), words, showsInValidation: false };
      }),
  ];
}

function compareValues(owner: string, before: readonly string[], after: readonly string[]): readonly FoundChange[] {
  return pairs(new Map(before.map((name) => [name, name])), new Map(after.map((name) => [name, name]))).flatMap(
    ([name, old, next]) => {
      const coordinate = `${owner}.${name}`;
      if (old === undefined) return added(coordinate, `${coordinate} was added`);
      return next === undefined ? { ...removed(coordinate, [coordinate, `${owner}.*`]), showsInValidation: false } : [];
    },
  );
}

function compareInputs(before: GraphQLInputObjectType, after: GraphQLInputObjectType): readonly FoundChange[] {
  const fields = pairs(byName(Object.values(before.getFields())), byName(Object.values(after.getFields())));
  return fields.flatMap(([name, old, next]) => {
    const coordinate = `${before.name}.${name}`;
    if (old === undefined) {
      const isRequired = next !== undefined && isRequiredInputField(next);
      const words = `${coordinate} was added${isRequired ? ', and is required' : ''}`;
      return { ...added(coordinate, words, isRequired ? [before.name] : []), showsInValidation: false };
    }
    // What a variable holds is not known: it may hold any field of its type.
    const given = [coordinate, `${before.name}.*`];
    if (next === undefined) return { ...removed(coordinate, given), showsInValidation: false };
    const isSame = String(old.type) === String(next.type);
    const words = `${coordinate} takes ${next.type} now, not ${old.type}`;
    if (isSame && isRequiredInputField(next) && !isRequiredInputField(old))
      return changed(coordinate, `${coordinate} has no default any more`, [before.name]);
    if (isSame) return [];
    if (isSafeInput(old.type, next.type)) return changed(coordinate, words);
    return changed(coordinate, words, isRequiredInputField(next) ? [before.name] : given);
  });
}

type WithFields = GraphQLObjectType | GraphQLInterfaceType;

function hasFields(type: GraphQLNamedType): type is WithFields {
  return isObjectType(type) || isInterfaceType(type);
}

const namesOf = (types: readonly GraphQLNamedType[]) => types.map(({ name }) => name);

/** Fields, or values of an enum. */
export function membersOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  return hasFields(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

/** What kind of type it is, in words. */
export function kindOf(type: GraphQLNamedType): string {
  if (isObjectType(type)) return 'an object';
  if (isInterfaceType(type)) return 'an interface';
  if (isUnionType(type)) return 'a union';
  if (isEnumType(type)) return 'an enum';
  return isInputObjectType(type) ? 'an input' : 'a scalar';
}
