import { Supergraph } from '@apollo/federation-internals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeSupergraph } from '@rushgraph/schema-registry/compose';
import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { type Contestants, rivals } from '../differential/engines.ts';
import { type IsOf, isRow, isTold, keysOf, requirementsOf, type Told, toldBy, worthOf } from './told.ts';
import type { Row, Topic } from './topic.ts';

/** An entity that a subgraph was asked for, and what it was told of it. */
class Referred {
  readonly __typename: string;
  readonly row: Row;
  readonly told: Told;

  constructor(typename: string, row: Row, told: Told) {
    this.__typename = typename;
    this.row = row;
    this.told = told;
  }
}

type Roots = Topic['roots'];

/** The engine, the stock executor and one server, over the subgraphs of a topic. */
export async function runTopic(topic: Topic): Promise<Contestants> {
  const names = Object.keys(topic.subgraphs);
  const sdlOf = (name: string) => topic.subgraphs[name] ?? '';
  const composition = composeSupergraph(names.map((name) => ({ name, url: `http://${name}.test`, sdl: sdlOf(name) })));
  if (!composition.ok) throw new Error(`${topic.name}: ${composition.problems.join('\n')}`);
  const running = new Map(names.map((name) => [name, subgraph(topic, name)]));
  const requirements = requirementsOf(names.map((name) => parse(sdlOf(name))));

  const isOf = kinshipIn(Supergraph.build(composition.supergraphSdl).schema.toGraphQLJSSchema());

  /** What one server would be told, were it a subgraph. */
  function tell(row: Row, field: string): Told {
    const [, required] = [...requirements].find(([place]) => isPlaceOf(place, row, field)) ?? [];
    return required === undefined ? {} : toldBy(row, required, { isOf, tell });
  }

  function isPlaceOf(place: string, row: Row, field: string): boolean {
    const [type = '', name] = place.split('.');
    return name === field && isOf(row.__typename, type);
  }

  return rivals({
    supergraphSdl: composition.supergraphSdl,
    answerOf: async (name, body) => running.get(name)?.(body),
    whole: { typeResolver, fieldResolver: resolver(topic.roots, tell) },
  });
}

/** Answers as a deployed subgraph does: text in, text out, refusing what its schema does not have. */
function subgraph({ subgraphs, roots, rows = [], isUnknown }: Topic, name: string) {
  const typeDefs = parse(subgraphs[name] ?? '');
  const known = rows.filter((row) => isUnknown?.(name, row) !== true);

  function refer({ __typename, ...told }: Record<string, unknown>): Referred | null {
    // As deployed ones do, it finds an object by a key that it declares, and by nothing else.
    if (!keysOf(typeDefs, String(__typename)).some((key) => isTold(told, key))) return null;
    const row = known.find((one) => isOf(one.__typename, String(__typename)) && isMeant(one, told));
    if (row === undefined) return null;
    const type = schema.getType(String(__typename));
    return new Referred(isInterfaceType(type) ? row.__typename : String(__typename), row, told);
  }

  const plain = buildSubgraphSchema([{ typeDefs }]);
  const resolvable = Object.values(plain.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const resolvers = Object.fromEntries(
    resolvable
      .filter((type) => !type.name.startsWith('_') && !isRoot(plain, type.name))
      .map((type) => [type.name, { __resolveReference: async (told: Record<string, unknown>) => refer(told) }]),
  );
  const schema = buildSubgraphSchema([{ typeDefs, resolvers }]);
  // An interface object stands for rows of types that this subgraph does not have.
  const isOf: IsOf = (typename, condition) =>
    schema.getType(typename) === undefined || kinshipIn(schema)(typename, condition);
  const fieldResolver = resolver(roots, () => ({}));

  return async (body: string): Promise<string> => {
    const { query, variables } = JSON.parse(body);
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return JSON.stringify({ errors });
    return JSON.stringify(await execute({ schema, document, variableValues: variables, fieldResolver, typeResolver }));
  };
}

function isRoot(schema: GraphQLSchema, name: string): boolean {
  return [schema.getQueryType(), schema.getMutationType()].some((type) => type?.name === name);
}

/** Whether all that a representation tells of plain values is true of the row. */
function isMeant(row: Row, told: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(told).every(([key, value]) => {
    const own = row[key];
    if (typeof own === 'function' || Array.isArray(value)) return true;
    if (typeof value !== 'object' || value === null) return own === value || own === undefined;
    return isRow(own)
      ? isMeant(own, Object.fromEntries(Object.entries(value).filter(([name]) => name !== '__typename')))
      : true;
  });
}

function resolver(roots: Roots, tell: (row: Row, field: string) => Told): GraphQLFieldResolver<unknown, unknown> {
  return (source, given, _context, { fieldName, parentType, schema }) => {
    if (isRoot(schema, parentType.name)) return worthOf(roots[fieldName], given, {});
    if (source instanceof Referred) return worthOf(source.row[fieldName], given, source.told);
    return isRow(source) ? worthOf(source[fieldName], given, tell(source, fieldName)) : undefined;
  };
}

const typeResolver = (value: unknown) => (isRow(value) ? value.__typename : undefined);

function kinshipIn(schema: GraphQLSchema): IsOf {
  return (typename, condition) => {
    if (typename === condition) return true;
    const [type, other] = [schema.getType(typename), schema.getType(condition)];
    return isObjectType(type) && isAbstractType(other) && schema.isSubType(other, type);
  };
}
