import {
  type DocumentNode,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * The variables of a valid operation that may be left out, but must not be null: they stand where null is not allowed
 * and a default is. Validation lets them pass, since only their values tell.
 */
export function variablesThatRefuseNull(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const nullable = (operation.variableDefinitions ?? []).filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE);
  if (nullable.length === 0) return new Set();
  const names = new Set(nullable.map(({ variable }) => variable.name.value));
  const refused = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const reachable = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  visit(
    reachable,
    visitWithTypeInfo(typeInfo, {
      VariableDefinition: () => false,
      Variable({ name: { value } }) {
        if (names.has(value) && isNonNullType(typeInfo.getInputType())) refused.add(value);
      },
    }),
  );
  return refused;
}
