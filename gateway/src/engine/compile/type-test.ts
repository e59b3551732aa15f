import { type GraphQLSchema, isInterfaceType, isObjectType, isUnionType } from 'graphql';

/** Whether what has this `__typename` is also of the other type; both by the whole schema, hidden types included. */
export type TypeTest = (typename: string, condition: string) => boolean;

/** What is of each interface and union, by its name. */
export type Subtypes = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads them from a schema. */
export function subtypesOf(schema: GraphQLSchema): Subtypes {
  const found = new Map<string, Set<string>>();
  const add = (abstract: string, type: string) => found.set(abstract, (found.get(abstract) ?? new Set()).add(type));
  for (const type of Object.values(schema.getTypeMap())) {
    if (isUnionType(type)) for (const { name } of type.getTypes()) add(type.name, name);
    if (isObjectType(type) || isInterfaceType(type)) for (const { name } of type.getInterfaces()) add(name, type.name);
  }
  return found;
}

export function createTypeTest(subtypes: Subtypes): TypeTest {
  return (typename, condition) => typename === condition || subtypes.get(condition)?.has(typename) === true;
}
