import { expect, it } from 'vitest';
import { composeSupergraph } from './compose-supergraph.ts';
import { parseSupergraphFile } from './supergraph-file.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const user = {
  name: 'user',
  url: 'http://u',
  sdl: `${link} type Query { me: User } type User @key(fields: "id") { id: ID! }`,
};

it('composes, whatever the order of the subgraphs', () => {
  const order = { name: 'order', url: 'http://o', sdl: `${link} type User @key(fields: "id") { id: ID! orders: Int }` };
  const composition = composeSupergraph([user, order]);
  expect(composition).toMatchObject({ ok: true });
  expect(composeSupergraph([order, user])).toEqual(composition);
});

it('names the subgraph of a schema that cannot be read, and of one that does not fit', () => {
  expect(composeSupergraph([user, { ...user, name: 'item', sdl: 'type Query {' }])).toEqual({
    ok: false,
    problems: ['[item] Syntax Error: Expected Name, found <EOF>. (line 1)'],
  });
  const other = { name: 'other', url: 'http://x', sdl: `${link} type User @key(fields: "id") { id: Int! }` };
  const clash = composeSupergraph([user, other]);
  expect(clash.ok ? [] : clash.problems.join()).toContain('"User.id"');
});

it('fills in the environment', () => {
  const text =
    'subgraphs:\n  user:\n    routing_url: ${env.USER_URL:-http://localhost/graphql}\n    schema: { file: a.graphql }';
  const read = (environment: Record<string, string>) => parseSupergraphFile(text, environment)[0]?.routingUrl;
  expect(read({})).toBe('http://localhost/graphql');
  expect(read({ USER_URL: 'http://user/graphql' })).toBe('http://user/graphql');
  expect(() => parseSupergraphFile('subgraphs: 3', {})).toThrow(/rover/);
});
