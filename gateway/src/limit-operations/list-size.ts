import { type FieldNode, type GraphQLField, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** A number, or how the variables of a request make one: most operations have no variable that does. */
export type Amount = number | ((variables: Variables) => number);

/** No list of the shop is longer: a subgraph refuses to answer more. */
const LONGEST = 100;
const BOUNDS = ['first', 'last'];

/** What it is with these variables. */
export function amountWith(amount: Amount, variables: Variables): number {
  return typeof amount === 'number' ? amount : amount(variables);
}

/** Of several amounts what `join` makes of them, two by two: at once, where no variable decides. */
export function joined(
  amounts: readonly Amount[],
  start: number,
  join: (one: number, other: number) => number,
): Amount {
  let known = start;
  const open: Exclude<Amount, number>[] = [];
  for (const amount of amounts) {
    if (typeof amount === 'number') known = join(known, amount);
    else open.push(amount);
  }
  if (open.length === 0) return known;
  return (variables) => open.reduce((all, amount) => join(all, amount(variables)), known);
}

/** How many a field is asked for; undefined when it takes no such argument. What is no such number counts as the most. */
export function amountOf(
  node: FieldNode,
  { args }: GraphQLField<unknown, unknown>,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Amount | undefined {
  const bounds = args.filter(({ name }) => BOUNDS.includes(name));
  if (bounds.length === 0) return undefined;
  const given = bounds.flatMap(({ name, defaultValue }): Amount[] => {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value === undefined) return defaultValue === undefined ? [] : [clamp(defaultValue)];
    return [amountFrom(value, defaultValue)];
  });
  return given.length === 0 ? LONGEST : joined(given, 0, Math.max);

  function amountFrom(value: ValueNode, fallback: unknown): Amount {
    if (value.kind === Kind.INT) return clamp(Number(value.value));
    // Null is the default, as if nothing was said.
    if (value.kind === Kind.NULL) return clamp(fallback);
    if (value.kind !== Kind.VARIABLE) return LONGEST;
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
