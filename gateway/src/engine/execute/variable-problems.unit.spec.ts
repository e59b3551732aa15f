import { buildSchema, Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { problemsOf } from './operation.ts';

const schema = buildSchema('type Query { sum(of: [Int!]!): Int }');
const [query] = parse('query Sum($of: [Int!]!) { sum(of: $of) }').definitions;
const definitions = query?.kind === Kind.OPERATION_DEFINITION ? (query.variableDefinitions ?? []) : [];

it('tells no more mistakes in variables than graphql-js does when it executes', () => {
  const told = problemsOf(schema, definitions, { of: Array(1_000).fill('x') });
  expect(told).toHaveLength(51);
  expect(told.every(({ extensions }) => extensions.code === 'BAD_USER_INPUT')).toBe(true);
  expect(problemsOf(schema, definitions, { of: [1, 'x'] })).toHaveLength(1);
  expect(problemsOf(schema, definitions, { of: [1] })).toEqual([]);
});
