import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { type Entity, type EntityField, printType, type RootField, type Universe } from './universe.ts';
import type { World } from './values.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@override"])`;
const COMMON = `scalar Json
enum Color { RED GREEN }
type Money @shareable { amount: Int!  unit: String }`;

/** The schema of one subgraph. */
export function subgraphSdl(universe: Universe, subgraph: string): string {
  const { entities, union, queries, mutations } = universe;
  const owned = (fields: readonly RootField[]) =>
    fields
      .filter(({ owners }) => owners.includes(subgraph))
      .map(
        ({ name, type, owners }) =>
          `  ${name}(n: Int = 3): ${printType(type)}${owners.length > 1 ? ' @shareable' : ''}`,
      );
  return [
    LINK,
    COMMON,
    thing(entities, subgraph),
    union.length > 0 ? `union Either = ${union.join(' | ')}` : '',
    ...entities.map((entity) => entitySdl(entity, subgraph)),
    `type Query {\n${owned(queries).join('\n')}\n}`,
    `type Mutation {\n${owned(mutations).join('\n')}\n}`,
  ].join('\n');
}

/** The interface has the keys that all its types have in this subgraph. */
function thing(entities: readonly Entity[], subgraph: string): string {
  const things = entities.filter(({ isThing }) => isThing);
  if (things.length === 0) return '';
  const common = (['id', 'code'] as const).filter((key) =>
    things.every(({ keys }) => keys.get(subgraph)?.includes(key) ?? false),
  );
  return common.length === 0 ? '' : `interface Thing { ${common.map((key) => `${key}: ID!`).join('  ')} }`;
}

function entitySdl(entity: Entity, subgraph: string): string {
  const keys = entity.keys.get(subgraph) ?? [];
  const lines = keys.map((key) => `  ${key}: ID!`);
  const external = new Set<string>();
  for (const field of entity.fields) {
    if (field.overrides === subgraph) lines.push(fieldSdl(field, ''));
    if (!field.owners.includes(subgraph)) continue;
    if (field.requires !== undefined) external.add(field.requires);
    lines.push(fieldSdl(field, directivesOf(field)));
  }
  for (const name of external) {
    const field = entity.fields.find((one) => one.name === name);
    if (field !== undefined) lines.push(fieldSdl(field, '@external'));
  }
  const implemented = entity.isThing ? ' implements Thing' : '';
  return `type ${entity.name}${implemented} ${keys.map((key) => `@key(fields: "${key}")`).join(' ')} {\n${lines.join('\n')}\n}`;
}

function directivesOf({ owners, requires, overrides }: EntityField): string {
  if (requires !== undefined) return `@requires(fields: "${requires}")`;
  if (overrides !== undefined) return `@override(from: "${overrides}")`;
  return owners.length > 1 ? '@shareable' : '';
}

function fieldSdl({ name, type, hasArgument }: EntityField, directives: string): string {
  return `  ${name}${hasArgument ? '(n: Int = 3)' : ''}: ${printType(type)} ${directives}`;
}

export interface RunningSubgraph {
  readonly schema: GraphQLSchema;
  answer(body: string): Promise<string>;
}

/** A subgraph as one that is deployed: text in, text out. */
export function runSubgraph(universe: Universe, subgraph: string, world: World): RunningSubgraph {
  const resolvers = Object.fromEntries(
    universe.entities.map(({ name }) => [
      name,
      { __resolveReference: async (representation: Record<string, unknown>) => world.refer(representation) },
    ]),
  );
  const schema = buildSubgraphSchema([{ typeDefs: parse(subgraphSdl(universe, subgraph)), resolvers }]);
  return {
    schema,
    async answer(body) {
      const { query, variables, operationName } = JSON.parse(body);
      const { fieldResolver, typeResolver } = world;
      const options = { schema, document: parse(query), variableValues: variables, operationName };
      return JSON.stringify(await execute({ ...options, fieldResolver, typeResolver }));
    },
  };
}
