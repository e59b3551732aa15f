import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import {
  buildSchema,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
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
    .map((line) => line.trimEnd())
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
  const crossing = [
    'User.orders',
    'User.coupons',
    'Order.customer',
    'OrderLine.item',
    'OrderRejection.items',
    'Coupon.owner',
  ];
  const nullable = crossing.filter((path) => {
    const [type = '', field = ''] = path.split('.');
    const found = publicSchema.getType(type);
    return isObjectType(found) && !found.getFields()[field]?.type.toString().endsWith('!');
  });
  expect(nullable).toEqual(crossing);
});

it('gives every problem a code and a message', () => {
  const problem = publicSchema.getType('Problem');
  if (!isInterfaceType(problem)) throw new Error('there is no interface Problem');
  const named = Object.values(publicSchema.getTypeMap()).filter(
    ({ name }) => name.endsWith('Problem') && name !== 'FieldProblem',
  );
  const without = named.filter((type) => isObjectType(type) && !type.getInterfaces().includes(problem));
  expect(without).toEqual([]);
});
