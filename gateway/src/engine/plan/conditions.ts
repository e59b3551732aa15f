import { type DirectiveNode, type DocumentNode, isExecutableDefinitionNode, Kind, type SelectionNode } from 'graphql';
import type { Variables } from './default-variables.ts';
import { changeSelections, eachSelection } from './selections.ts';

/** The variables that decide what an operation asks for, sorted. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  const see = ({ directives }: SelectionNode) => {
    if (directives === undefined) return;
    for (const directive of directives) {
      const value = conditionOf(directive);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    }
  };
  for (const definition of document.definitions) {
    if (isExecutableDefinitionNode(definition)) eachSelection(definition.selectionSet, see);
  }
  return [...names].sort();
}

/**
 * The document as if the client had written only what it asks for with these values: without @skip and @include, and
 * without what they leave out. It is planned like this because the planner loses fields beside a conditioned one that
 * requires others, and it makes every plan the smallest one. Selections may be left empty.
 */
export function resolveConditions(document: DocumentNode, variables: Variables): DocumentNode {
  return changeSelections(document, (selections) =>
    selections.some(isConditioned)
      ? selections.filter((selection) => isAsked(selection, variables)).map(withoutConditions)
      : selections,
  );
}

function isConditioned({ directives }: SelectionNode): boolean {
  return directives?.some((directive) => conditionOf(directive) !== undefined) ?? false;
}

function isAsked({ directives = [] }: SelectionNode, variables: Variables): boolean {
  return directives.every((directive) => isMet(directive, variables));
}

function withoutConditions<Node extends SelectionNode>(node: Node): Node {
  if (!isConditioned(node)) return node;
  return { ...node, directives: node.directives?.filter((directive) => conditionOf(directive) === undefined) };
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
