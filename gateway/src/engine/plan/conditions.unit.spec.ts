import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { conditionVariables, resolveConditions } from './conditions.ts';

const document = parse(`
  query Q($a: Boolean!, $b: Boolean!, $c: Int) {
    one(x: $c) @include(if: $a) { two @skip(if: $b) three }
    ... on T @include(if: $b) { four @d @skip(if: false) }
    ...F @skip(if: $a)
  }
  fragment F on T { five @include(if: false) six { seven @include(if: $b) } }
`);

const resolved = (variables: Record<string, boolean>) =>
  print(resolveConditions(document, variables)).replace(/\s+/g, ' ').replace(/.*?\{/, '{');

it('names the variables that decide what is asked for', () => {
  expect(conditionVariables(document)).toEqual(['a', 'b']);
  expect(conditionVariables(parse('query Q($a: Int) { one(x: $a) @d(if: $a) }'))).toEqual([]);
});

it('leaves out what is not asked for, and all conditions', () => {
  expect(resolved({ a: true, b: true })).toBe(
    '{ one(x: $c) { three } ... on T { four @d } } fragment F on T { six { seven } }',
  );
  expect(resolved({ a: false, b: false })).toBe('{ ...F } fragment F on T { six }');
});

it('copies nothing of a document without conditions', () => {
  const plain = parse('{ one { two ...F } } fragment F on T { three }');
  expect(resolveConditions(plain, {})).toBe(plain);
});
