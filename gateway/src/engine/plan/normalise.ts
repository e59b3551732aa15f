import {
  type ArgumentNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/**
 * The text that plans are remembered by: without comments and white space of the client, arguments in one order. It is
 * GraphQL, and two documents that ask for something different have different ones.
 */
export function normalise({ definitions }: DocumentNode): string {
  return definitions.map(textOfDefinition).join('');
}

function textOfDefinition(definition: DefinitionNode): string {
  switch (definition.kind) {
    case Kind.OPERATION_DEFINITION: {
      const { operation, name, variableDefinitions = [], directives, selectionSet } = definition;
      const variables = variableDefinitions.length === 0 ? '' : `(${variableDefinitions.map(print).join(' ')})`;
      return `${operation} ${name?.value ?? ''}${variables}${textOfDirectives(directives)}${textOfSelections(selectionSet)}`;
    }
    case Kind.FRAGMENT_DEFINITION: {
      const { name, typeCondition, directives, selectionSet } = definition;
      const head = `fragment ${name.value} on ${typeCondition.name.value}`;
      return `${head}${textOfDirectives(directives)}${textOfSelections(selectionSet)}`;
    }
    default:
      return print(definition);
  }
}

function textOfSelections({ selections }: SelectionSetNode): string {
  let text = '{';
  for (const selection of selections) text += `${text === '{' ? '' : ' '}${textOfSelection(selection)}`;
  return `${text}}`;
}

function textOfSelection(selection: SelectionNode): string {
  const directives = textOfDirectives(selection.directives);
  switch (selection.kind) {
    case Kind.FIELD: {
      const { alias, name, arguments: parameters = [], selectionSet } = selection;
      const key = alias === undefined ? name.value : `${alias.value}:${name.value}`;
      const sorted = parameters.length < 2 ? parameters : [...parameters].sort(byName);
      const below = selectionSet === undefined ? '' : textOfSelections(selectionSet);
      return `${key}${textOfArguments(sorted)}${directives}${below}`;
    }
    case Kind.FRAGMENT_SPREAD:
      return `...${selection.name.value}${directives}`;
    case Kind.INLINE_FRAGMENT: {
      const { typeCondition, selectionSet } = selection;
      const condition = typeCondition === undefined ? '' : ` on ${typeCondition.name.value}`;
      return `...${condition}${directives}${textOfSelections(selectionSet)}`;
    }
    default:
      return selection satisfies never;
  }
}

function textOfDirectives(directives: readonly DirectiveNode[] = []): string {
  let text = '';
  for (const { name, arguments: parameters = [] } of directives) text += `@${name.value}${textOfArguments(parameters)}`;
  return text;
}

function textOfArguments(parameters: readonly ArgumentNode[]): string {
  if (parameters.length === 0) return '';
  return `(${parameters.map(({ name, value }) => `${name.value}:${textOfValue(value)}`).join(' ')})`;
}

function textOfValue(value: ValueNode): string {
  switch (value.kind) {
    case Kind.VARIABLE:
      return `$${value.name.value}`;
    case Kind.INT:
    case Kind.FLOAT:
    case Kind.ENUM:
      return value.value;
    default:
      return print(value);
  }
}

function byName(a: ArgumentNode, b: ArgumentNode): number {
  return a.name.value < b.name.value ? -1 : 1;
}
