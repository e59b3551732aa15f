import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { normalise } from './normalise.ts';

const texts = [
  '{ a }',
  'query Q { a(x: 1, y: "x y { } # \\" ", z: [1, {b: null, a: ENUM}]) { k: b @include(if: $c) } }',
  'query Q($a: Int = 3, $b: [S!]! = ["a b"]) @d(x: 1) { a(x: $a) { ...F @skip(if: true) } } fragment F on T { ... on U @d { b } }',
  'mutation { a(text: """block "" of\n  two lines""") { ... @include(if: $a) { b c } } }',
  'subscription S { a { __typename ...F ...G } } fragment F on T { b } fragment G on T { c: b }',
  'query A { a } query B { a: b }',
];

it.each(texts)('is the same GraphQL: %s', (text) => {
  expect(print(parse(normalise(parse(text))))).toBe(print(parse(text)));
});

it('has arguments in one order, and neither white space nor comments of the client', () => {
  const one = normalise(parse('query Q { a(y: 1, x: 2) { b c(q: $v, p: [1]) } }'));
  const other = normalise(parse('query   Q{a(x:2 y:1)\n#comment\n{b,c(p: [1], q: $v)}}'));
  expect(one).toBe(other);
});

it.each([
  ['{ a b }', '{ a { b } }'],
  ['{ a: b }', '{ a b }'],
  ['{ a(x: 1) }', '{ a(x: "1") }'],
  ['{ a(x: b) }', '{ a(x: "b") }'],
  ['{ a(x: $b) }', '{ a(x: b) }'],
  ['{ a(x: 1) }', '{ a(x: 1.0) }'],
  ['{ a(x: [1 2]) }', '{ a(x: [12]) }'],
  ['{ ...onA }', '{ ... on A { b } }'],
  ['{ ... { b } }', '{ ... on B { b } }'],
  ['{ a @b c }', '{ a c @b }'],
  ['query a { b }', 'query b { b }'],
  ['{ a } fragment F on A { b }', '{ a } fragment F on B { b }'],
])('tells %s from %s', (one = '', other = '') => {
  expect(normalise(parse(one))).not.toBe(normalise(parse(other)));
});
