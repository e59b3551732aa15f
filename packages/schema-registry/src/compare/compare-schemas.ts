import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isIntrospectionType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';
import { compareArguments } from './compare-arguments.ts';
import { compareTypes, kindOf, membersOf } from './compare-types.ts';
import { createFirstOf } from './first-of.ts';
import { byName, pairs } from './pairs.ts';
import { added, changed, type FoundChange, removed, type SchemaChange } from './schema-change.ts';

/**
 * What differs between two schemas as clients see them, in the order of the names. What breaks clients is what the
 * reference implementation calls breaking (`findBreakingChanges`), which names no coordinates.
 */
export function compareSchemas(before: GraphQLSchema, after: GraphQLSchema): readonly SchemaChange[] {
  const firstOf = createFirstOf(before, after);
  return findChanges(before, after).map((change) => ({ ...change, first: firstOf(change) }));
}

function findChanges(before: GraphQLSchema, after: GraphQLSchema): readonly FoundChange[] {
  const changes: FoundChange[] = [];
  for (const [name, old, next] of pairs(typesOf(before), typesOf(after))) {
    if (old === undefined) changes.push(added(name, `${name} was added`));
    else if (next === undefined) changes.push(removed(name, usesOf(old)));
    else if (kindOf(old) !== kindOf(next))
      changes.push(changed(name, `${name} is ${kindOf(next)} now, not ${kindOf(old)}`, usesOf(old)));
    else changes.push(...compareTypes(old, next));
  }
  for (const [name, old, next] of pairs(directivesOf(before), directivesOf(after))) {
    const coordinate = `@${name}`;
    if (old === undefined) changes.push(added(coordinate, `${coordinate} was added`));
    else if (next === undefined) changes.push(removed(coordinate));
    else changes.push(...compareArguments(coordinate, old.args, next.args));
  }
  return changes;
}

/** The coordinates of operations that use a type at all. */
function usesOf(type: GraphQLNamedType): readonly string[] {
  return [type.name, `${type.name}.*`, ...membersOf(type).map((member) => `${type.name}.${member}`)];
}

function typesOf(schema: GraphQLSchema): ReadonlyMap<string, GraphQLNamedType> {
  const types = Object.values(schema.getTypeMap());
  return byName(types.filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type)));
}

function directivesOf(schema: GraphQLSchema) {
  return byName(schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive)));
}
