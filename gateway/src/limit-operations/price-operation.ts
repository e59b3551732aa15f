import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { type Amount, amountOf, amountWith, joined } from './list-size.ts';

type Variables = Readonly<Record<string, unknown>>;
/** The price of one operation with these variables. */
export type Price = (variables: Variables) => number;

interface Pricing {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly operation: OperationDefinitionNode;
}

/** A change costs a transaction, a message and a hash; a lookup of an object costs one. */
const MUTATION = 10;
/** Lists that no argument bounds, such as the lines of an order, hold this many in most answers. */
const UNBOUNDED = 10;

/**
 * How many objects an answer can hold: 1 for each object, as often as the lists around it are long, and 10 for each change.
 * A list is as long as `first` or `last` of the field or of the connection around it says, with the variables of the
 * request, between 1 and 100. What is under a condition counts as if it held. Made once for each document, whose size is
 * bounded before.
 */
export function priceOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Price {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const root = schema.getRootType(operation.operation);
  const pricing = { schema, fragments: byName, operation };
  const price = root == null ? 0 : priceSelections(operation.selectionSet, root, undefined, pricing);
  return (variables) => amountWith(price, variables);
}

/** `length` is that of the lists directly below, when the field around them says it. */
function priceSelections(
  { selections }: SelectionSetNode,
  type: GraphQLNamedType,
  length: Amount | undefined,
  pricing: Pricing,
): Amount {
  const prices = selections.flatMap((selection): Amount[] => {
    if (selection.kind === Kind.FIELD) return priceField(selection, type, length, pricing);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : pricing.fragments.get(selection.name.value);
    const condition = fragment?.typeCondition?.name.value;
    const inner = condition === undefined ? type : pricing.schema.getType(condition);
    return fragment === undefined || inner === undefined
      ? []
      : [priceSelections(fragment.selectionSet, inner, length, pricing)];
  });
  return joined(prices, 0, sum);
}

function priceField(node: FieldNode, type: GraphQLNamedType, length: Amount | undefined, pricing: Pricing): Amount[] {
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
  if (field === undefined) return [];
  const isChange =
    type === pricing.schema.getMutationType() && pricing.operation.operation === OperationTypeNode.MUTATION;
  const named = getNamedType(field.type);
  if (!isCompositeType(named)) return isChange ? [MUTATION] : [];
  const own = isChange ? MUTATION : 1;
  const given = amountOf(node, field, pricing.operation);
  const below = node.selectionSet === undefined ? 0 : priceSelections(node.selectionSet, named, given, pricing);
  const one = joined([below], own, sum);
  return [isList(field) ? joined([given ?? length ?? UNBOUNDED, one], 1, product) : one];
}

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type));
}

const sum = (one: number, other: number) => one + other;
const product = (one: number, other: number) => one * other;
