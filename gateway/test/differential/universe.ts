import { type Draw, drawing } from './draw.ts';

/** A type as a field gives it, e.g. `[Int!]`. */
export interface TypeRef {
  readonly base: string;
  readonly lists: 0 | 1 | 2;
  readonly isNonNull: boolean;
  readonly isElementNonNull: boolean;
}

export interface EntityField {
  readonly name: string;
  readonly type: TypeRef;
  /** Takes `n: Int = 3`. */
  readonly hasArgument: boolean;
  /** Subgraphs that resolve it; several when it is shareable. */
  readonly owners: readonly string[];
  /** A scalar field of the same entity that another subgraph owns. */
  readonly requires?: string;
  /** The subgraph that it was moved away from. */
  readonly overrides?: string;
}

export type Key = 'id' | 'code';

export interface Entity {
  readonly name: string;
  readonly isThing: boolean;
  /** The keys by which each subgraph knows it. */
  readonly keys: ReadonlyMap<string, readonly Key[]>;
  readonly fields: readonly EntityField[];
}

export interface RootField {
  readonly name: string;
  readonly type: TypeRef;
  readonly owners: readonly string[];
}

/** A shop nobody has: entities that are spread over subgraphs at random. */
export interface Universe {
  readonly seed: number;
  readonly subgraphs: readonly string[];
  readonly entities: readonly Entity[];
  readonly queries: readonly RootField[];
  readonly mutations: readonly RootField[];
  /** Members of `union Either`; empty when there is none. */
  readonly union: readonly string[];
}

const SCALARS = ['Int', 'String', 'Boolean', 'Float', 'ID', 'Color', 'Json', 'Money'] as const;

export function drawUniverse(seed: number): Universe {
  const draw = drawing(seed);
  const subgraphs = ['a', 'b', 'c', 'd'].slice(0, draw.between(2, 4));
  const names = ['Book', 'Person', 'Shop', 'Tour'].slice(0, draw.between(2, 4));
  const things = names.filter(() => draw.chance(0.7));
  const entities = names.map((name) => drawEntity(name, { draw, subgraphs, names, isThing: things.includes(name) }));
  const union = names.length > 2 && draw.chance(0.7) ? names.slice(0, draw.between(2, names.length)) : [];
  const bases = [...names, ...(things.length > 1 ? ['Thing'] : []), ...(union.length > 0 ? ['Either'] : [])];
  const root = (name: string, owners: readonly string[]): RootField => ({
    name,
    owners,
    type: drawType(draw, draw.one(bases)),
  });
  return {
    seed,
    subgraphs,
    entities,
    union,
    queries: [
      ...subgraphs.flatMap((subgraph) => [0, 1].map((index) => root(`${subgraph}${index}`, [subgraph]))),
      { name: 'shared', owners: subgraphs, type: drawType(draw, draw.one(names), 0.2) },
    ],
    mutations: subgraphs.map((subgraph) => root(`touch_${subgraph}`, [subgraph])),
  };
}

interface EntityPlan {
  readonly draw: Draw;
  readonly subgraphs: readonly string[];
  readonly names: readonly string[];
  readonly isThing: boolean;
}

function drawEntity(name: string, { draw, subgraphs, names, isThing }: EntityPlan): Entity {
  const bridge = draw.one(subgraphs);
  const keys = new Map(
    subgraphs.map((subgraph): [string, Key[]] => {
      if (subgraph === bridge) return [subgraph, ['id', 'code']];
      // A `Thing` needs a key that all its types have, in every subgraph.
      return [subgraph, isThing || draw.chance(0.75) ? ['id'] : ['code']];
    }),
  );
  const fields: EntityField[] = [];
  for (let index = 0; index < draw.between(4, 9); index += 1) {
    const owner = draw.one(subgraphs);
    const base = draw.chance(0.4) ? draw.one(names) : draw.one(SCALARS);
    const isShared = draw.chance(0.2);
    const plain: EntityField = {
      name: `${name.toLowerCase()}${index}`,
      type: drawType(draw, base),
      hasArgument: draw.chance(0.25),
      owners: isShared ? subgraphs.filter((one) => one === owner || draw.chance(0.5)) : [owner],
    };
    const away = draw.one(subgraphs);
    fields.push(!isShared && away !== owner && draw.chance(0.1) ? { ...plain, overrides: away } : plain);
  }
  const required = fields.find(({ type, hasArgument, owners, overrides }) => {
    const isPlain = !names.includes(type.base) && type.base !== 'Money' && !hasArgument;
    // One that must not be null takes its object with it when it fails: the plan asks for it where the client did not.
    const mayFail = !type.isNonNull && !type.isElementNonNull;
    return isPlain && mayFail && owners.length === 1 && overrides === undefined;
  });
  const other = subgraphs.find((one) => required !== undefined && !required.owners.includes(one));
  if (required !== undefined && other !== undefined && draw.chance(0.7)) {
    const type: TypeRef = { base: 'String', lists: 0, isNonNull: false, isElementNonNull: false };
    fields.push({
      name: `${name.toLowerCase()}Told`,
      type,
      hasArgument: false,
      owners: [other],
      requires: required.name,
    });
  }
  return { name, isThing, keys, fields };
}

function drawType(draw: Draw, base: string, nonNull = 0.3): TypeRef {
  const lists = draw.chance(0.35) ? (draw.chance(0.25) ? 2 : 1) : 0;
  return { base, lists, isNonNull: draw.chance(nonNull), isElementNonNull: draw.chance(nonNull) };
}

/** As SDL. */
export function printType({ base, lists, isNonNull, isElementNonNull }: TypeRef): string {
  const bang = isNonNull ? '!' : '';
  if (lists === 0) return `${base}${bang}`;
  const element = `${base}${isElementNonNull ? '!' : ''}`;
  return lists === 1 ? `[${element}]${bang}` : `[[${element}]]${bang}`;
}
