import type { GraphQLFieldResolver, GraphQLTypeResolver } from 'graphql';
import { drawing, seedOf } from './draw.ts';
import type { Entity, EntityField, RootField, TypeRef, Universe } from './universe.ts';

/** An entity as resolvers pass it on: its identity, and what a subgraph was told by a representation. */
interface Reference {
  readonly __typename: string;
  readonly id: string;
  readonly told?: Readonly<Record<string, unknown>>;
}

export interface World {
  /** Fields that fail, of a hundred. */
  readonly failures: number;
  readonly fieldResolver: GraphQLFieldResolver<unknown, unknown>;
  readonly typeResolver: GraphQLTypeResolver<unknown, unknown>;
  /** The entity that a representation stands for. */
  refer(representation: Readonly<Record<string, unknown>>): Reference;
}

const ENTITIES = 4;
const NULLS = 0.12;

/**
 * What every field of a universe is worth, everywhere the same: subgraphs answer from it, and so does the one server that
 * is the truth. `isWhole` is that server: it knows what a subgraph must be told.
 */
export function createWorld(universe: Universe, failures: number, isWhole: boolean): World {
  const entities = new Map(universe.entities.map((entity) => [entity.name, entity]));
  const roots = new Map([...universe.queries, ...universe.mutations].map((field) => [field.name, field]));

  function drawValue(type: TypeRef, ...where: readonly (string | number)[]): unknown {
    const draw = drawing(seedOf(universe.seed, ...where));
    if (draw.chance(failures / 100)) throw new Error(`no ${where.join(' ')}`);
    const make = (lists: number, isNonNull: boolean): unknown => {
      if (!isNonNull && draw.chance(NULLS)) return null;
      if (lists === 0) return single(type.base);
      const isLast = lists === 1;
      return Array.from({ length: draw.between(0, 3) }, () => make(lists - 1, isLast && type.isElementNonNull));
    };
    const single = (base: string): unknown => {
      switch (base) {
        case 'Int':
          return draw.between(-5, 1_000);
        case 'Float':
          return draw.between(-500, 500) / 8;
        case 'Boolean':
          return draw.chance(0.5);
        case 'String':
        case 'ID':
          return `${draw.one(['x', 'é', '"', '😀', ''])}${draw.between(0, 99)}`;
        case 'Color':
          return draw.one(['RED', 'GREEN']);
        case 'Json':
          return draw.one<unknown>([{ a: [1, null] }, 'text', 7, [true]]);
        case 'Money':
          return { amount: draw.between(0, 9), unit: draw.chance(0.2) ? null : 'KRW' };
        case 'Thing':
          return reference(draw.one(universe.entities.filter(({ isThing }) => isThing)).name);
        case 'Either':
          return reference(draw.one(universe.union));
        default:
          return reference(base);
      }
    };
    const reference = (name: string): Reference => ({ __typename: name, id: String(draw.between(0, ENTITIES - 1)) });
    return make(type.lists, type.isNonNull);
  }

  function entityValue(entity: Entity, source: Reference, name: string, n: unknown): unknown {
    if (name === 'id') return source.id;
    if (name === 'code') return codeOf(source);
    const field = entity.fields.find((one) => one.name === name);
    if (field === undefined) return source.told?.[name];
    return field.requires === undefined ? plainValue(entity, field, source, n) : toldValue(entity, field, source);
  }

  function plainValue(
    entity: Entity,
    { name, type, hasArgument }: EntityField,
    { id }: Reference,
    n: unknown,
  ): unknown {
    return drawValue(type, entity.name, id, name, hasArgument ? String(n) : '');
  }

  function toldValue(entity: Entity, field: EntityField, source: Reference): unknown {
    const needed = entity.fields.find(({ name }) => name === field.requires);
    if (needed === undefined) throw new Error(`${field.name} needs a field that is not there`);
    const told = isWhole ? wholeValue(entity, needed, source) : source.told?.[needed.name];
    if (told === undefined) throw new Error(`${field.name} was not told ${needed.name}`);
    return `told ${JSON.stringify(told)}`;
  }

  /** What the gateway would find: a field that fails is null, and without one that must not be null nothing can be told. */
  function wholeValue(entity: Entity, field: EntityField, source: Reference): unknown {
    try {
      return plainValue(entity, field, source, undefined);
    } catch {
      return field.type.isNonNull ? undefined : null;
    }
  }

  const rootValue = ({ name, type }: RootField, n: unknown) => drawValue(type, 'root', name, String(n));

  return {
    failures,
    fieldResolver(source, { n }, _context, { fieldName, parentType }) {
      const root = roots.get(fieldName);
      if (root !== undefined && (parentType.name === 'Query' || parentType.name === 'Mutation'))
        return rootValue(root, n);
      const entity = entities.get(parentType.name);
      if (entity !== undefined && isReference(source)) return entityValue(entity, source, fieldName, n);
      return typeof source === 'object' && source !== null ? Reflect.get(source, fieldName) : undefined;
    },
    typeResolver: (value) => (isReference(value) ? value.__typename : undefined),
    refer({ __typename, id, code, ...told }) {
      const name = String(__typename);
      return { __typename: name, id: id === undefined ? idOfCode(code) : String(id), told };
    },
  };
}

function codeOf({ __typename, id }: Reference): string {
  return `${__typename}#${id}`;
}

function idOfCode(code: unknown): string {
  return String(code).split('#')[1] ?? '';
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && '__typename' in value && 'id' in value;
}
