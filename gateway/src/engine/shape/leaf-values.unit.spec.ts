import { GraphQLBoolean, GraphQLFloat, GraphQLInt, type GraphQLScalarType, GraphQLString } from 'graphql';
import { describe, expect, it } from 'vitest';
import { leafReader } from './leaf-values.ts';

const values = [
  0,
  -0,
  -1,
  1.5,
  2_147_483_647,
  2_147_483_648,
  -2_147_483_648,
  -2_147_483_649,
  1e99,
  '1',
  '',
  true,
  [],
  {},
];

function strictly(type: GraphQLScalarType, value: unknown): unknown {
  try {
    return type.parseValue(value);
  } catch {
    return undefined;
  }
}

describe.each([GraphQLInt, GraphQLFloat, GraphQLString, GraphQLBoolean])('of type $name', (type) => {
  it.each(values)('%j is a value, or none, as graphql-js has it', (value) => {
    expect(leafReader(type)(value)).toBe(strictly(type, value));
  });
});
