import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { type Draw, drawing } from './draw.ts';

export interface DrawnOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Pen {
  readonly draw: Draw;
  readonly schema: GraphQLSchema;
  readonly variables: Map<string, { readonly type: string; readonly value: unknown }>;
  readonly fragments: string[];
  /** Fields that may still be written. */
  left: number;
}

const MAX_DEPTH = 5;

/** A random operation that is valid for the schema, but for conflicts between fields, which validation finds. */
export function drawOperation(schema: GraphQLSchema, seed: number): DrawnOperation {
  const draw = drawing(seed);
  const isMutation = draw.chance(0.12);
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();
  if (root == null) throw new Error('The schema has no root');
  const pen: Pen = { draw, schema, variables: new Map(), fragments: [], left: 60 };
  const body = selectionSet(root, 0, pen);
  const declared = [...pen.variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ');
  const kind = isMutation ? 'mutation' : 'query';
  const sent = [...pen.variables].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const]));
  return {
    text: [`${kind} Drawn${declared === '' ? '' : `(${declared})`} ${body}`, ...pen.fragments].join('\n'),
    variables: Object.fromEntries(sent),
  };
}

function selectionSet(type: GraphQLCompositeType, depth: number, pen: Pen): string {
  const { draw } = pen;
  const parts: string[] = [];
  for (let count = draw.between(1, 4); count > 0; count -= 1) {
    const part = selection(type, depth, pen);
    if (part !== undefined) parts.push(part);
  }
  return parts.length === 0 ? '{ __typename }' : `{ ${parts.join(' ')} }`;
}

function selection(type: GraphQLCompositeType, depth: number, pen: Pen): string | undefined {
  const { draw } = pen;
  if (draw.chance(0.12)) return `__typename${condition(pen)}`;
  if (depth === 0 && draw.chance(0.03)) return '__type(name: "Query") { name kind }';
  if (isUnionType(type) || draw.chance(0.2)) return fragment(type, depth, pen);
  const fields = Object.values(type.getFields()).filter(
    (one) => isLeafType(getNamedType(one.type)) || (depth < MAX_DEPTH && pen.left > 0),
  );
  return fields.length === 0 ? undefined : field(draw.one(fields), depth, pen);
}

function field({ name, args, type }: GraphQLField<unknown, unknown>, depth: number, pen: Pen): string {
  const { draw } = pen;
  pen.left -= 1;
  const parameters = args.length > 0 && draw.chance(0.6) ? argument(pen) : '';
  // Equal keys must mean equal arguments, and a different key now and then.
  const isRenamed = parameters !== '' || draw.chance(0.15);
  const alias = isRenamed ? `${name}_${parameters.replaceAll(/\W/g, '')}: ` : '';
  const named = getNamedType(type);
  const below = isCompositeType(named) ? ` ${selectionSet(named, depth + 1, pen)}` : '';
  return `${alias}${name}${parameters}${condition(pen)}${below}`;
}

function argument(pen: Pen): string {
  const { draw } = pen;
  if (draw.chance(0.5)) return `(n: ${draw.one(['0', '1', 'null'])})`;
  const name = draw.one(['n0', 'n1', 'n2'] as const);
  const drawn = {
    n0: { type: 'Int', value: 5 },
    n1: { type: 'Int = 7', value: undefined },
    n2: { type: 'Int', value: undefined },
  };
  pen.variables.set(name, drawn[name]);
  return `(n: $${name})`;
}

function condition(pen: Pen): string {
  const { draw } = pen;
  if (!draw.chance(0.12)) return '';
  const directive = draw.one(['skip', 'include'] as const);
  if (draw.chance(0.3)) return ` @${directive}(if: ${draw.chance(0.5)})`;
  const name = draw.one(['yes', 'no'] as const);
  pen.variables.set(name, { type: 'Boolean!', value: name === 'yes' });
  return ` @${directive}(if: $${name})`;
}

function fragment(type: GraphQLCompositeType, depth: number, pen: Pen): string {
  const { draw } = pen;
  const chosen = draw.one(conditionsFor(type, pen.schema));
  const body = selectionSet(chosen, depth + 1, pen);
  const directives = condition(pen);
  if (draw.chance(0.7))
    return `...${draw.chance(0.9) || chosen !== type ? ` on ${chosen.name}` : ''}${directives} ${body}`;
  const name = `F${pen.fragments.length}`;
  pen.fragments.push(`fragment ${name} on ${chosen.name} ${body}`);
  return `...${name}${directives}`;
}

/** Types that a fragment on this one can be about. */
function conditionsFor(type: GraphQLCompositeType, schema: GraphQLSchema): readonly GraphQLCompositeType[] {
  if (isObjectType(type)) return [type, ...type.getInterfaces()];
  const possible = schema.getPossibleTypes(type);
  return [
    ...possible,
    ...possible,
    ...(isInterfaceType(type) ? [type] : []),
    ...possible.flatMap((one) => one.getInterfaces()),
  ];
}
