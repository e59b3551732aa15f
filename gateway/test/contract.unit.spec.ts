import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import {
  buildSchema,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
vi.stubEnv('APOLLO_TELEMETRY_DISABLED', '1');
const gateway = new ApolloGateway({ supergraphSdl: read('supergraph.graphql') });
let publicSchema: GraphQLSchema;

beforeAll(async () => {
  publicSchema = (await gateway.load()).schema;
});
afterAll(() => gateway.stop());

/** Types and members in a fixed order, without descriptions: what a client depends on. */
function shape(schema: GraphQLSchema): string[] {
  return printSchema(lexicographicSortSchema(schema))
    .replace(/"""[\s\S]*?"""\n?/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

it('serves exactly the graph that docs/contract.graphql promises', () => {
  expect(shape(publicSchema)).toEqual(shape(buildSchema(read('docs/contract.graphql'))));
});

it('keeps what services tell each other inside', () => {
  expect(publicSchema.getType('Reservation')).toBeUndefined();
  expect(publicSchema.getQueryType()?.getFields().reservation).toBeUndefined();
});

it('lets a dead subgraph cost only its part: a field that crosses to another one is nullable', () => {
  const crossing = crossingFields(read('supergraph.graphql'));
  expect(crossing).toEqual(expect.arrayContaining(['OrderLine.item', 'MyPage.owner', 'MyPageCoupon.coupon']));
  const wouldSpread = crossing.filter((path) => {
    const [type = '', field = ''] = path.split('.');
    const found = publicSchema.getType(type);
    return !isObjectType(found) || found.getFields()[field]?.type.toString().endsWith('!');
  });
  expect(wouldSpread).toEqual([]);
});

/** Fields of a type that their own subgraph knows by its key alone, as `Type.field`. */
function crossingFields(supergraph: string): string[] {
  const types = parse(supergraph).definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
  const references = new Map(
    types.map(({ name, directives }) => {
      const joins = (directives ?? []).filter((directive) => directive.name.value === 'join__type').map(print);
      return [name.value, joins.filter((join) => join.includes('resolvable: false')).map(graphOf)];
    }),
  );
  return types.flatMap(({ name, directives, fields = [] }) =>
    fields.flatMap((field) => {
      const marks = (field.directives ?? []).map(print).filter((mark) => mark.includes('graph:'));
      const graphs = (marks.length > 0 ? marks : (directives ?? []).map(print)).map(graphOf);
      const named = print(field.type).replace(/[[\]!]/g, '');
      return graphs.some((graph) => references.get(named)?.includes(graph))
        ? [`${name.value}.${field.name.value}`]
        : [];
    }),
  );
}

const graphOf = (directive: string) => /graph: (\w+)/.exec(directive)?.[1] ?? '';

it('gives every problem a code and a message', () => {
  const problem = publicSchema.getType('Problem');
  if (!isInterfaceType(problem)) throw new Error('there is no interface Problem');
  const named = Object.values(publicSchema.getTypeMap()).filter(
    ({ name }) => name.endsWith('Problem') && name !== 'FieldProblem',
  );
  const without = named.filter((type) => isObjectType(type) && !type.getInterfaces().includes(problem));
  expect(without).toEqual([]);
});
