import { type DirectiveNode, type DocumentNode, Kind, visit } from 'graphql';
import type { Variables } from './default-variables.ts';
import { isCondition } from './split-operation.ts';

/** Whether a selection with these @skip and @include is asked for. */
export function isIncluded(conditions: readonly DirectiveNode[], variables: Variables): boolean {
  return conditions.every((condition) => {
    const value = condition.arguments?.find(({ name }) => name.value === 'if')?.value;
    const isTrue =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value] === true
        : value?.kind === Kind.BOOLEAN && value.value;
    return condition.name.value === 'skip' ? !isTrue : isTrue;
  });
}

/** The variables that decide what is asked for, sorted. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      if (!isCondition(directive)) return false;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      return false;
    },
  });
  return [...names].sort();
}
