import type { ApolloServerPlugin } from '@apollo/server';
import { scalars } from '@rushgraph/service';
import { type GraphQLSchema, isScalarType, valueFromASTUntyped } from 'graphql';

/**
 * Checks values of the shop's own scalars at the door. A supergraph names its scalars and says nothing of what they hold,
 * so any value would pass, and the mistake be told by a subgraph in the middle of an answer. What is right goes on as it
 * was written.
 */
export function checkScalars(): ApolloServerPlugin {
  return {
    async serverWillStart() {
      return { schemaDidLoadOrUpdate: ({ apiSchema }) => teachScalars(apiSchema) };
    },
  };
}

function teachScalars(schema: GraphQLSchema): void {
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
}
