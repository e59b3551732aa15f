import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { failurePaths } from './failure-paths.ts';
import { sharedRootFields } from './shared-root-fields.ts';

const shared = new Set(['me']);

it('points at the root fields of a fetch, by their aliases', () => {
  expect(failurePaths(parse('{ first: item(id: 1) { name } items { nodes { id } } }'), 0, shared)).toEqual([
    ['first'],
    ['items'],
  ]);
});

it('points below a root field that others answer too', () => {
  expect(failurePaths(parse('{ me { __typename id coupons { nodes { id } } } }'), 0, shared)).toEqual([
    ['me', 'coupons'],
  ]);
});

it('points at a shared root field of which nothing but its identity was asked', () => {
  expect(failurePaths(parse('{ viewer: me { __typename id } }'), 0, shared)).toEqual([['viewer']]);
});

it('points at each entity', () => {
  const document = parse(
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Item { name price { amount } } } }',
  );
  expect(failurePaths(document, 2, shared)).toEqual([
    ['_entities', 0, 'name'],
    ['_entities', 0, 'price'],
    ['_entities', 1, 'name'],
    ['_entities', 1, 'price'],
  ]);
  expect(failurePaths(document, 5_000, shared)).toHaveLength(20);
});

it('finds the shared root fields of a supergraph', () => {
  const fields = 'me: User @join__field(graph: A) @join__field(graph: B)  item: Int @join__field(graph: A)  all: Int';
  expect(sharedRootFields(parse(`type Query @join__type(graph: A) @join__type(graph: B) { ${fields} }`))).toEqual(
    new Set(['me', 'all']),
  );
  expect(sharedRootFields(parse('type Query @join__type(graph: A) { item: Int }'))).toEqual(new Set());
});
