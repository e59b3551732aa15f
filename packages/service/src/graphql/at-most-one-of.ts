import { type FragmentDefinitionNode, GraphQLError, type SelectionSetNode, type ValidationRule } from 'graphql';

/**
 * Refuses an operation that asks for more than one of these mutations, under whatever aliases and in whatever fragments,
 * before any of them runs. Fields that merge into one are one.
 */
export function atMostOneOf(mutations: readonly string[]): ValidationRule {
  const named = new Set(mutations);
  return (context) => ({
    OperationDefinition(operation) {
      if (operation.operation !== 'mutation') return;
      const asked = new Set<string>();
      collect(operation.selectionSet, new Set());
      if (asked.size > 1) {
        const message = `An operation may ask for one of ${mutations.join(', ')}, and once.`;
        context.reportError(new GraphQLError(message, { nodes: operation }));
      }

      function collect(set: SelectionSetNode, seen: Set<FragmentDefinitionNode>): void {
        for (const selection of set.selections) {
          if (selection.kind === 'Field') {
            if (named.has(selection.name.value)) asked.add(selection.alias?.value ?? selection.name.value);
          } else if (selection.kind === 'InlineFragment') {
            collect(selection.selectionSet, seen);
          } else {
            const fragment = context.getFragment(selection.name.value);
            if (fragment && !seen.has(fragment)) collect(fragment.selectionSet, seen.add(fragment));
          }
        }
      }
    },
  });
}
