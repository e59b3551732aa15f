import { isNonNullType, OperationTypeNode, type SelectionSetNode } from 'graphql';
import { keyInPlan } from '../plan/keys-in-plan.ts';
import { introspectionFields } from '../plan/split-operation.ts';
import { type CollectedField, collectFields } from './collect-fields.ts';
import type { Member, Members, ObjectType, Selected, ShapeOptions } from './shape.ts';

/** What these select, of which nothing was looked at yet. */
export function select(selectionSets: readonly SelectionSetNode[]): Selected {
  return { selectionSets, first: undefined, others: undefined };
}

/** What is selected of an object of this type; of an interface: what is, whatever the type of the object. */
export function membersOf(selected: Selected, type: ObjectType, options: ShapeOptions): Members {
  const known = selected.first?.type === type ? selected.first : selected.others?.get(type);
  if (known !== undefined) return known;
  const made = compile(type, selected.selectionSets, options);
  if (selected.first === undefined) selected.first = made;
  else {
    selected.others ??= new Map();
    selected.others.set(type, made);
  }
  return made;
}

const rootTypes = Object.values(OperationTypeNode);

function compile(type: ObjectType, selectionSets: readonly SelectionSetNode[], options: ShapeOptions): Members {
  const isRoot = rootTypes.some((kind) => options.schema.getRootType(kind) === type);
  const members: Member[] = [];
  for (const field of collectFields(type, selectionSets, options)) {
    const member = memberOf(type, field, isRoot, options);
    if (member !== undefined) members.push(member);
  }
  return { type, members };
}

function memberOf(
  parent: ObjectType,
  { key, nodes }: CollectedField,
  isRoot: boolean,
  { required, completions }: ShapeOptions,
): Member | undefined {
  const name = nodes[0].name.value;
  const from = isRoot ? key : keyInPlan(nodes[0], required);
  const isSpecial = key in Object.prototype || from in Object.prototype;
  const own = { key, from, isSpecial, selected: undefined };
  // Answered by graphql-js from the schema alone, and complete.
  if (introspectionFields.has(name)) return { ...own, complete: (received) => received, isNullable: true };
  if (name === '__typename') return { ...own, complete: () => parent.name, isNullable: false };
  const field = parent.getFields()[name];
  if (field === undefined) return undefined;
  const complete = completions.of(field, parent);
  const isNullable = !isNonNullType(field.type);
  const selected = nodes[0].selectionSet === undefined ? undefined : select(selectionSetsOf(nodes));
  return { key, from, isSpecial, complete, isNullable, selected };
}

function selectionSetsOf(nodes: CollectedField['nodes']): readonly SelectionSetNode[] {
  const found: SelectionSetNode[] = [];
  for (const { selectionSet } of nodes) if (selectionSet !== undefined) found.push(selectionSet);
  return found;
}
