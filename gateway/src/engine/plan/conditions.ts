import { type ASTNode, type DirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import type { Variables } from './default-variables.ts';

/** The variables that decide what an operation asks for, sorted. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const value = conditionOf(directive);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
      return false;
    },
  });
  return [...names].sort();
}

/**
 * The document as if the client had written only what it asks for with these values: without @skip and @include, and
 * without what they leave out. It is planned like this because the planner loses fields beside a conditioned one that
 * requires others, and it makes every plan the smallest one. Selections may be left empty.
 */
export function resolveConditions(document: DocumentNode, variables: Variables): DocumentNode {
  const resolve = <Node extends ASTNode & { readonly directives?: readonly DirectiveNode[] | undefined }>(
    node: Node,
  ) => {
    const { directives = [] } = node;
    if (!directives.some(conditionOf)) return undefined;
    if (!directives.every((directive) => isMet(directive, variables))) return null;
    return { ...node, directives: directives.filter((directive) => conditionOf(directive) === undefined) };
  };
  return visit(document, {
    Field: { enter: resolve },
    InlineFragment: { enter: resolve },
    FragmentSpread: { enter: resolve },
  });
}

function isMet(directive: DirectiveNode, variables: Variables): boolean {
  const value = conditionOf(directive);
  if (value === undefined) return true;
  const isTrue =
    value.kind === Kind.VARIABLE ? variables[value.name.value] === true : value.kind === Kind.BOOLEAN && value.value;
  return directive.name.value === 'skip' ? !isTrue : isTrue;
}

/** What a @skip or @include looks at; undefined for another directive. */
function conditionOf({ name, arguments: parameters = [] }: DirectiveNode) {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  return parameters.find((parameter) => parameter.name.value === 'if')?.value;
}
