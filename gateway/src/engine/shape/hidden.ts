import { type GraphQLSchema, isEnumType, isObjectType } from 'graphql';

/** What subgraphs may answer among each other, and clients do not see: for them it is as if nothing was there. */
export interface Hidden {
  readonly types: ReadonlySet<unknown>;
  /** Values of enums, by the name of the enum. */
  readonly values: ReadonlyMap<string, ReadonlySet<unknown>>;
}

/** Types and values of the whole schema that are not in the one for clients. */
export function hiddenOf(whole: GraphQLSchema, schema: GraphQLSchema): Hidden {
  const types = new Set<unknown>();
  const values = new Map<string, ReadonlySet<unknown>>();
  for (const type of Object.values(whole.getTypeMap())) {
    const visible = schema.getType(type.name);
    if (isObjectType(type) && visible === undefined) types.add(type.name);
    if (!isEnumType(type) || !isEnumType(visible)) continue;
    const hidden = type.getValues().filter(({ name }) => visible.getValue(name) === undefined);
    if (hidden.length > 0) values.set(type.name, new Set(hidden.map(({ name }) => name)));
  }
  return { types, values };
}
