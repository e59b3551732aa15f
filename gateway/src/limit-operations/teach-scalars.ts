import { scalars } from '@rushgraph/service/scalars';
import { type GraphQLSchema, isScalarType, valueFromASTUntyped } from 'graphql';

/** Makes a schema check values of the shop's own scalars, of which its text says nothing. What is right stays as it was written. */
export function teachScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const known of Object.values(scalars)) {
    const type = schema.getType(known.name);
    if (!isScalarType(type)) continue;
    type.parseValue = (value) => {
      known.parseValue(value);
      return value;
    };
    type.parseLiteral = (node, variables) => {
      known.parseLiteral(node, variables);
      return valueFromASTUntyped(node, variables);
    };
  }
  return schema;
}
