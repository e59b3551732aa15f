import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether what has this `__typename` is also of the other type; both by the whole schema, hidden types included. */
export type TypeTest = (typename: string, condition: string) => boolean;

/** Remembers each pair, since there are few and they are asked for each entity. */
export function createTypeTest(schema: GraphQLSchema): TypeTest {
  const known = new Map<string, boolean>();

  function test(typename: string, condition: string): boolean {
    if (typename === condition) return true;
    const type = schema.getType(typename);
    const abstract = schema.getType(condition);
    if (!isAbstractType(abstract)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(abstract, type);
  }

  return (typename, condition) => {
    const key = `${typename}:${condition}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const answer = test(typename, condition);
    // A subgraph may answer with any text: only names of the schema are remembered.
    if (schema.getType(typename) !== undefined) known.set(key, answer);
    return answer;
  };
}
