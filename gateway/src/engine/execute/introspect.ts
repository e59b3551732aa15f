import { executeSync, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import type { Variables } from '../plan/default-variables.ts';
import { type Fragments, introspectionFields, type RootField } from '../plan/split-operation.ts';
import { type Raw, writer } from '../values/raw.ts';

/** Adds what the operation asks about the schema, answered by graphql-js; undefined when it asks nothing. */
export function createIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  rootFields: readonly RootField[],
): ((root: Raw, variables: Variables) => void) | undefined {
  const asked = rootFields.filter(({ name }) => introspectionFields.has(name));
  if (asked.length === 0) return undefined;
  const selections = asked.flatMap(({ nodes }) => nodes);
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const,
      ...Object.values(fragments),
    ],
  } as const;
  return (root, variables) => {
    const { data, errors } = executeSync({ schema, document, variableValues: variables });
    if (errors !== undefined) throw new AggregateError(errors, 'The schema could not be described');
    for (const [key, value] of Object.entries(data ?? {})) writer(key)(root, value);
  };
}
