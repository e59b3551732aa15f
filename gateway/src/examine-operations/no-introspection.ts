import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

/** Apollo Server's own words. */
const MESSAGE =
  'GraphQL introspection is not allowed by Apollo Server, but the query contained __schema or __type. To enable introspection, pass introspection: true to ApolloServer in production';

/** The validation rule that Apollo Server adds where clients may not ask about the schema, and does not share. */
export function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      const { value } = node.name;
      if (value === '__schema' || value === '__type') context.reportError(new GraphQLError(MESSAGE, { nodes: [node] }));
    },
  };
}
