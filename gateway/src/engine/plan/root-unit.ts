import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parseType,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { changeSelections, eachSelection } from './selections.ts';
import type { Fragments, RootField } from './split-operation.ts';

/**
 * One root field as an operation of its own, under its plain name, its arguments replaced by variables: root fields that
 * are alike but for alias and arguments have the same document, and so the same plan.
 */
export interface RootUnit {
  readonly document: DocumentNode;
  /** The key under which the plan puts the field. */
  readonly key: string;
  /** What the variables that stand for the arguments are worth, in the client's words. */
  readonly hoisted: ReadonlyMap<string, ValueNode>;
}

export interface UnitSource {
  readonly schema: GraphQLSchema;
  readonly rootType: GraphQLObjectType;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
}

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
const typenameField: FieldNode = { kind: Kind.FIELD, name: name('__typename') };

export function rootUnit({ name: fieldName, nodes }: RootField, source: UnitSource): RootUnit {
  const [first] = nodes;
  const selectionSet = mergedSelections(nodes);
  const fragments = usedFragments(selectionSet, source.fragments);
  const used = variablesIn(selectionSet, fragments);
  const definitions = (source.operation.variableDefinitions ?? []).filter((one) => used.has(one.variable.name.value));
  const { parameters, hoisted, added } = hoistArguments(first, source.rootType, used);
  const field: FieldNode = {
    kind: Kind.FIELD,
    name: name(fieldName),
    arguments: parameters,
    directives: first.directives ?? [],
    ...(selectionSet !== undefined && { selectionSet }),
  };
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    name: name(fieldName),
    variableDefinitions: [...definitions, ...added].sort(byVariable),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
  return {
    document: withoutEmptySelections({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }),
    key: fieldName,
    hoisted,
  };
}

/** What all nodes of the key select. */
function mergedSelections(nodes: readonly FieldNode[]): SelectionSetNode | undefined {
  const selectionSets = nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  if (selectionSets.length === 0) return undefined;
  return { kind: Kind.SELECTION_SET, selections: selectionSets.flatMap(({ selections }) => selections) };
}

/** Conditions may have emptied a selection, which must ask for something to be planned. */
export function withoutEmptySelections(document: DocumentNode): DocumentNode {
  return changeSelections(document, (selections) => (selections.length > 0 ? selections : [typenameField]));
}

function hoistArguments(node: FieldNode, rootType: GraphQLObjectType, used: ReadonlySet<string>) {
  const known = rootType.getFields()[node.name.value]?.args ?? [];
  const parameters: ArgumentNode[] = [];
  const added: VariableDefinitionNode[] = [];
  const hoisted = new Map<string, ValueNode>();
  for (const argument of [...(node.arguments ?? [])].sort(byName)) {
    const declared = known.find(({ name: own }) => own === argument.name.value);
    if (declared === undefined) continue;
    const variable = { kind: Kind.VARIABLE, name: name(freeName(argument.name.value, used)) } as const;
    // A client's variable may be left out where the argument has a default: so may ours.
    const type =
      isNonNullType(declared.type) && declared.defaultValue !== undefined ? declared.type.ofType : declared.type;
    added.push({ kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(String(type)) });
    parameters.push({ kind: Kind.ARGUMENT, name: argument.name, value: variable });
    hoisted.set(variable.name.value, argument.value);
  }
  return { parameters, hoisted, added };
}

/** The argument's own name where it is free: a subgraph that refuses a value names the variable. */
function freeName(argument: string, used: ReadonlySet<string>): string {
  let candidate = argument;
  while (used.has(candidate)) candidate = `_${candidate}`;
  return candidate;
}

/** The fragments a selection needs, also through other fragments, sorted by name. */
function usedFragments(selectionSet: SelectionSetNode | undefined, fragments: Fragments): FragmentDefinitionNode[] {
  const found = new Map<string, FragmentDefinitionNode>();
  const waiting = selectionSet === undefined ? [] : [selectionSet];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    eachSelection(next, (selection) => {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) return;
      const name = selection.name.value;
      const fragment = fragments[name];
      if (fragment === undefined || found.has(name)) return;
      found.set(name, fragment);
      waiting.push(fragment.selectionSet);
    });
  }
  return [...found.values()].sort(byName);
}

function variablesIn(selectionSet: SelectionSetNode | undefined, fragments: readonly FragmentDefinitionNode[]) {
  const used = new Set<string>();
  const seeDirectives = ({ directives }: Pick<SelectionNode, 'directives'>) => {
    if (directives !== undefined) for (const { arguments: given } of directives) addVariables(given, used);
  };
  const see = (selection: SelectionNode) => {
    if (selection.kind === Kind.FIELD) addVariables(selection.arguments, used);
    seeDirectives(selection);
  };
  if (selectionSet !== undefined) eachSelection(selectionSet, see);
  for (const fragment of fragments) {
    seeDirectives(fragment);
    eachSelection(fragment.selectionSet, see);
  }
  return used;
}

function addVariables(given: readonly ArgumentNode[] | undefined, to: Set<string>): void {
  if (given !== undefined) for (const { value } of given) addVariablesOf(value, to);
}

function addVariablesOf(value: ValueNode, to: Set<string>): void {
  if (value.kind === Kind.VARIABLE) to.add(value.name.value);
  else if (value.kind === Kind.LIST) for (const element of value.values) addVariablesOf(element, to);
  else if (value.kind === Kind.OBJECT) for (const field of value.fields) addVariablesOf(field.value, to);
}

function byName(a: { readonly name: { readonly value: string } }, b: { readonly name: { readonly value: string } }) {
  return a.name.value < b.name.value ? -1 : 1;
}

function byVariable(a: VariableDefinitionNode, b: VariableDefinitionNode): number {
  return byName(a.variable, b.variable);
}
