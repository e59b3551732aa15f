import { type FieldNode, type GraphQLField, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';

/** A number that may depend on the variables of a request. */
export type Amount = (variables: Readonly<Record<string, unknown>>) => number;

/** No list of the shop is longer: a subgraph refuses to answer more. */
const LONGEST = 100;
const BOUNDS = ['first', 'last'];

export const constant =
  (amount: number): Amount =>
  () =>
    amount;

/** How many a field is asked for; undefined when it takes no such argument. What is no such number counts as the most. */
export function amountOf(
  node: FieldNode,
  { args }: GraphQLField<unknown, unknown>,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Amount | undefined {
  const bounds = args.filter(({ name }) => BOUNDS.includes(name));
  if (bounds.length === 0) return undefined;
  const given = bounds.flatMap(({ name, defaultValue }) => {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value === undefined) return defaultValue === undefined ? [] : [constant(clamp(defaultValue))];
    return [amountFrom(value, defaultValue)];
  });
  return given.length === 0 ? constant(LONGEST) : (variables) => Math.max(...given.map((amount) => amount(variables)));

  function amountFrom(value: ValueNode, fallback: unknown): Amount {
    if (value.kind === Kind.INT) return constant(clamp(Number(value.value)));
    // Null is the default, as if nothing was said.
    if (value.kind === Kind.NULL) return constant(clamp(fallback));
    if (value.kind !== Kind.VARIABLE) return constant(LONGEST);
    const name = value.name.value;
    const declared = variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
    const otherwise = declared?.kind === Kind.INT ? Number(declared.value) : fallback;
    return (variables) => {
      const value = variables[name];
      return clamp(value === undefined ? otherwise : (value ?? fallback));
    };
  }
}

function clamp(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, 1), LONGEST) : LONGEST;
}
