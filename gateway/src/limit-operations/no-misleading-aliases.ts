import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

/**
 * Names of answers that mean something to those who carry the answer. Another field under `__typename` would be taken
 * for the name of a type, and its object for one of no type at all.
 */
const MEANT: ReadonlySet<string> = new Set(['__typename', '__proto__']);

/** A validation rule: no field may be called by the name of another thing that the engine or a client relies on. */
export function noMisleadingAliases(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      const alias = node.alias?.value;
      if (alias !== undefined && alias !== node.name.value && MEANT.has(alias))
        context.reportError(new GraphQLError(`"${alias}" cannot be the alias of another field.`, { nodes: node }));
    },
  };
}
