import { createRequire } from 'node:module';
import * as graphql from 'graphql';
import { expect, it } from 'vitest';

it('has one copy of graphql in tests, the one that Node gives to the server', () => {
  const fromNode = createRequire(createRequire(import.meta.url).resolve('@apollo/subgraph'))('graphql');
  expect(graphql.GraphQLScalarType).toBe(fromNode.GraphQLScalarType);
  expect(graphql.GraphQLError).toBe(fromNode.GraphQLError);
});
